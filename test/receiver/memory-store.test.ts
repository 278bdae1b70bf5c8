import { type Claim, memoryStore, WebhookConfigError } from "hookonce";
import { describe, expect, it, vi } from "vitest";
import { DAY, START } from "./_support.js";

function setUp(maxEntries?: number) {
  let now = START;
  const store = memoryStore({ maxEntries, clock: () => now });
  const { signal } = new AbortController();
  const options = { leaseMs: 15_000, retainMs: 7 * DAY, signal };
  const claim = (key: string, more: object = {}) => store.claim(key, { ...options, ...more });
  const claimed = async (key: string, more: object = {}) => {
    const result = await claim(key, more);
    if (result.state !== "claimed") throw new Error(`${key} is ${result.state}.`);
    return result;
  };
  const passes = (ms: number) => {
    now += ms;
  };
  const complete = (key: string, { fence }: { fence: number }) => store.complete(key, fence, options);
  const release = (key: string, { fence }: { fence: number }) => store.release(key, fence, options);
  const extend = (key: string, { fence }: { fence: number }) => store.extend(key, fence, options);
  const forget = (key: string) => store.forget(key, options);
  return { store, claim, claimed, passes, complete, release, extend, forget };
}

const stateOf = ({ state }: Claim) => state;

describe("a claim", () => {
  it("is given to one at a time; the others learn for how long it holds", async () => {
    const { claim, claimed, passes } = setUp();
    await claimed("a");
    passes(4000);
    expect(await claim("a")).toEqual({ state: "running", retryAfterMs: 11_000 });
    expect(stateOf(await claim("b"))).toBe("claimed");
  });

  it("is given to one of many that come at the same moment", async () => {
    const { claim } = setUp();
    const states = (await Promise.all(Array.from({ length: 1000 }, () => claim("a")))).map(stateOf);
    expect(states.filter((state) => state === "claimed")).toHaveLength(1);
    expect(states.filter((state) => state === "running")).toHaveLength(999);
  });

  it("holds to the last millisecond of its lease, and not one longer", async () => {
    const { claim, claimed, passes } = setUp();
    const first = await claimed("a");
    passes(14_999);
    expect(await claim("a")).toEqual({ state: "running", retryAfterMs: 1 });
    passes(1);
    const second = await claimed("a");
    expect(second.attempt).toBe(2);
    expect(second.fence).toBeGreaterThan(first.fence);
  });

  it("has a fence of at least the clock, so that one of an earlier process is never used again", async () => {
    expect((await setUp().claimed("a")).fence).toBeGreaterThanOrEqual(START);
  });

  it("has a larger fence each time, although the clock stands still or runs back", async () => {
    const { claimed, release, passes } = setUp();
    const fences: number[] = [];
    for (const ms of [0, 0, -DAY, 1, 0, DAY]) {
      passes(ms);
      const claim = await claimed("a");
      fences.push(claim.fence);
      await release("a", claim);
    }
    expect(fences).toEqual([...new Set(fences)].sort((a, b) => a - b));
  });

  it("has a fence that was never used for its key, also after forget, eviction and expiry", async () => {
    const { claimed, complete, forget, passes } = setUp(1);
    const first = await claimed("a");
    await complete("a", first);
    expect(await forget("a")).toBe(true);
    const second = await claimed("a");
    await complete("a", second);
    await complete("b", await claimed("b"));
    const third = await claimed("a");
    await complete("a", third);
    passes(8 * DAY);
    const fourth = await claimed("a");
    expect([second, third, fourth].map(({ attempt }) => attempt)).toEqual([1, 1, 1]);
    expect(second.fence).toBeGreaterThan(first.fence);
    expect(third.fence).toBeGreaterThan(second.fence);
    expect(fourth.fence).toBeGreaterThan(third.fence);
    for (const stale of [first, second, third]) expect(await complete("a", stale)).toBe(false);
  });
});

describe("complete, release, extend", () => {
  it("a finished event is done for retainMs, and not one millisecond longer", async () => {
    const { claim, claimed, complete, passes } = setUp();
    await complete("a", await claimed("a"));
    passes(7 * DAY - 1);
    expect(stateOf(await claim("a"))).toBe("done");
    passes(1);
    expect(await claimed("a")).toMatchObject({ attempt: 1 });
  });

  it("complete is true again with the same fence; release and extend after it are false", async () => {
    const { claim, claimed, complete, release, extend } = setUp();
    const run = await claimed("a");
    expect([await complete("a", run), await complete("a", run)]).toEqual([true, true]);
    expect([await release("a", run), await extend("a", run)]).toEqual([false, false]);
    expect(stateOf(await claim("a"))).toBe("done");
  });

  it("release lets the next run begin at once, with the attempts counted; extend and complete after it are false", async () => {
    const { claimed, complete, release, extend } = setUp();
    const first = await claimed("a");
    expect(await release("a", first)).toBe(true);
    expect([await extend("a", first), await complete("a", first)]).toEqual([false, false]);
    const second = await claimed("a");
    await release("a", second);
    expect([second.attempt, (await claimed("a")).attempt]).toEqual([2, 3]);
  });

  it("extend lets the lease begin anew", async () => {
    const { claim, claimed, extend, passes } = setUp();
    const run = await claimed("a");
    passes(10_000);
    expect(await extend("a", run)).toBe(true);
    passes(14_999);
    expect(stateOf(await claim("a"))).toBe("running");
    passes(1);
    expect(stateOf(await claim("a"))).toBe("claimed");
  });

  it("a lapsed run may still complete or extend while nobody has taken over", async () => {
    const { claim, claimed, complete, extend, passes } = setUp();
    const [a, b] = [await claimed("a"), await claimed("b")];
    passes(60_000);
    expect([await complete("a", a), await extend("b", b)]).toEqual([true, true]);
    expect([stateOf(await claim("a")), stateOf(await claim("b"))]).toEqual(["done", "running"]);
  });

  it("are refused to a stale run, and change nothing for its successor", async () => {
    const { claim, claimed, complete, release, extend, passes } = setUp();
    const stale = await claimed("a");
    passes(15_000);
    const holder = await claimed("a");
    expect([await complete("a", stale), await release("a", stale), await extend("a", stale)]).toEqual([
      false,
      false,
      false,
    ]);
    expect(stateOf(await claim("a"))).toBe("running");
    expect(await complete("a", holder)).toBe(true);
    expect([await complete("a", stale), stateOf(await claim("a"))]).toEqual([false, "done"]);
  });

  it("are refused where nothing is there", async () => {
    const { complete, release, extend, forget } = setUp();
    const run = { fence: START };
    expect([await complete("a", run), await release("a", run), await extend("a", run), await forget("a")]).toEqual(
      Array(4).fill(false),
    );
  });

  it("a claim is not forgotten before its lease, however short retainMs is", async () => {
    const { claim, passes } = setUp();
    await claim("a", { retainMs: 1 });
    passes(14_999);
    expect(stateOf(await claim("a", { retainMs: 1 }))).toBe("running");
  });
});

describe("a full store", () => {
  it("drops the finished event that came to its end first, and remembers the others", async () => {
    const { claim, claimed, complete } = setUp(3);
    for (const key of ["a", "b", "c"]) await complete(key, await claimed(key));
    await complete("d", await claimed("d"));
    expect((await Promise.all(["b", "c", "d"].map((key) => claim(key)))).map(stateOf)).toEqual(Array(3).fill("done"));
    expect(stateOf(await claim("a"))).toBe("claimed");
  });

  it("drops first what expires first, whether it is done, failed or lapsed", async () => {
    const ends = ["complete", "release", "lapse"] as const;
    for (const first of ends) {
      const { claim, claimed, complete, release, passes } = setUp(4);
      for (const end of [first, ...ends.filter((end) => end !== first)]) {
        const run = await claimed(end);
        if (end === "complete") await complete(end, run);
        else if (end === "release") await release(end, run);
        passes(20_000);
      }
      await complete("x", await claimed("x"));
      await complete("y", await claimed("y"));
      const kept = { complete: "done", release: 2, lapse: 2 };
      for (const end of ends.filter((end) => end !== first)) {
        const found = await claim(end, { leaseMs: 1 });
        expect(found.state === "claimed" ? found.attempt : found.state).toBe(kept[end]);
      }
    }
  });

  it("drops what has lapsed behind a run that lasts all the while", async () => {
    const { claim, claimed, complete, passes } = setUp(3);
    await claimed("long", { leaseMs: DAY });
    await claimed("lapsed");
    passes(20_000);
    for (const key of ["a", "b"]) await complete(key, await claimed(key));
    expect((await Promise.all(["long", "a", "b"].map((key) => claim(key)))).map(stateOf)).toEqual([
      "running",
      "done",
      "done",
    ]);
  });

  it("never drops a claim in progress: it throws STORE_FULL, and has room again when one ends", async () => {
    const { claim, claimed, complete } = setUp(2);
    const [a] = [await claimed("a"), await claimed("b")];
    await expect(claim("c")).rejects.toMatchObject({ code: "STORE_FULL", status: 503 });
    expect([stateOf(await claim("a")), stateOf(await claim("b"))]).toEqual(["running", "running"]);
    await complete("a", a);
    expect(stateOf(await claim("c"))).toBe("claimed");
    expect(stateOf(await claim("b"))).toBe("running");
  });

  it("lets a lapsed claim go, whichever it is", async () => {
    const { claim, passes } = setUp(2);
    await claim("long", { leaseMs: 60_000 });
    await claim("short");
    passes(15_000);
    expect(stateOf(await claim("c"))).toBe("claimed");
    expect(stateOf(await claim("long"))).toBe("running");
    await expect(claim("d")).rejects.toMatchObject({ code: "STORE_FULL" });
  });

  it("takes a key that it holds without room for another", async () => {
    const { claimed, release } = setUp(1);
    await release("a", await claimed("a"));
    expect((await claimed("a")).attempt).toBe(2);
  });
});

it("by default 100,000 events are remembered, and not one more", async () => {
  const { claim, claimed, complete } = setUp();
  for (let i = 0; i <= 100_000; i++) await complete(`evt_${i}`, await claimed(`evt_${i}`));
  expect(stateOf(await claim("evt_1"))).toBe("done");
  expect(stateOf(await claim("evt_0"))).toBe("claimed");
});

describe("forget", () => {
  it("is refused while a run holds the event, and works for what is done, released or lapsed", async () => {
    const { claimed, complete, release, forget, passes } = setUp();
    const runs = { done: await claimed("done"), released: await claimed("released"), lapsed: await claimed("lapsed") };
    for (const key of Object.keys(runs)) expect(await forget(key)).toBe(false);
    await complete("done", runs.done);
    await release("released", runs.released);
    passes(15_000);
    for (const key of Object.keys(runs)) {
      expect(await forget(key)).toBe(true);
      expect((await claimed(key)).attempt).toBe(1);
    }
    expect(await complete("lapsed", runs.lapsed)).toBe(false);
  });

  it("is false for what has expired", async () => {
    const { claimed, complete, forget, passes } = setUp();
    await complete("a", await claimed("a"));
    passes(7 * DAY);
    expect(await forget("a")).toBe(false);
  });
});

describe("memoryStore", () => {
  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "5", null, 5n])("refuses maxEntries %s", (maxEntries) => {
    expect(() => memoryStore({ maxEntries: maxEntries as number })).toThrow(WebhookConfigError);
  });

  it("refuses a clock that is none, and takes no options", () => {
    expect(() => memoryStore({ clock: 5 as never })).toThrow(WebhookConfigError);
    expect(() => memoryStore()).not.toThrow();
    expect(() => memoryStore({ maxEntries: 1, clock: undefined })).not.toThrow();
  });

  it("keeps no timer", async () => {
    vi.useFakeTimers();
    try {
      const { claimed, complete } = setUp();
      await complete("a", await claimed("a"));
      await claimed("b");
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it("keeps keys apart that are names of Object.prototype", async () => {
    const { claim } = setUp();
    for (const key of ["__proto__", "constructor", "toString"]) expect(stateOf(await claim(key))).toBe("claimed");
  });
});
