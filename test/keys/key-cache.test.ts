import { WebhookError } from "hookonce";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createKeyCache } from "../../src/keys/key-cache.js";
import { codeOf } from "../support/refusal.js";

const LIMITS = { entries: 3, inFlight: 2, freshMs: 1000, staleMs: 5000, pauseMs: 100 };
const T = 1_000_000;

const down = () => new WebhookError("KEY_UNAVAILABLE", "down");
const gone = () => new WebhookError("KEY_UNKNOWN", "gone");

/** A cache, and what it loaded. `answer` may be a value, an error, or a promise. */
function setUp(limits = LIMITS) {
  const read = createKeyCache<string>(limits);
  const loads: string[] = [];
  const at = (key: string, nowMs: number, answer: unknown = `${key}@${nowMs}`, enough?: (value: string) => boolean) =>
    read(
      key,
      nowMs,
      async () => {
        loads.push(key);
        const found = await answer;
        if (found instanceof Error) throw found;
        return found as string;
      },
      enough,
    );
  return { at, loads };
}

afterEach(() => vi.unstubAllGlobals());

describe("a key that was fetched", () => {
  it("is taken as it is until its time is over, and not a millisecond longer", async () => {
    const { at, loads } = setUp();
    expect(await at("a", T)).toBe(`a@${T}`);
    expect(await at("a", T + 999)).toBe(`a@${T}`);
    expect(loads).toEqual(["a"]);
    expect(await at("a", T + 1000)).toBe(`a@${T + 1000}`);
  });

  it("is old when the clock was set back", async () => {
    const { at } = setUp();
    await at("a", T);
    expect(await at("a", T - 1)).toBe(`a@${T - 1}`);
  });

  it("counts on while it cannot be fetched anew, which is tried once in a while", async () => {
    const { at, loads } = setUp();
    await at("a", T);
    expect(await at("a", T + 1000, down())).toBe(`a@${T}`);
    expect(await at("a", T + 1099, down())).toBe(`a@${T}`);
    expect(loads).toHaveLength(2);
    expect(await at("a", T + 1100, down())).toBe(`a@${T}`);
    expect(loads).toHaveLength(3);
    expect(await at("a", T + 5999, down())).toBe(`a@${T}`);
    expect(await codeOf(at("a", T + 6000, down()))).toBe("KEY_UNAVAILABLE");
    expect(await at("a", T + 6100)).toBe(`a@${T + 6100}`);
  });

  it("counts no more once its owner says that it is gone", async () => {
    const { at } = setUp();
    await at("a", T);
    expect(await codeOf(at("a", T + 1000, gone()))).toBe("KEY_UNKNOWN");
    expect(await codeOf(at("a", T + 1001, down()))).toBe("KEY_UNKNOWN");
    expect(await codeOf(at("a", T + 1100, down()))).toBe("KEY_UNAVAILABLE");
  });

  it("is fetched early when it has not what is wanted, at most once in a while", async () => {
    const { at, loads } = setUp();
    await at("a", T, "one");
    const two = (value: string) => value === "two";
    expect(await at("a", T + 99, "two", two)).toBe("one");
    expect(loads).toHaveLength(1);
    expect(await at("a", T + 100, "still one", two)).toBe("still one");
    expect(await at("a", T + 199, "two", two)).toBe("still one");
    expect(loads).toHaveLength(2);
    expect(await at("a", T + 200, "two", two)).toBe("two");
    expect(await at("a", T + 1199, "three", two)).toBe("two");
  });
});

describe("a key that could not be fetched", () => {
  it.each([
    ["KEY_UNKNOWN", gone()],
    ["KEY_UNAVAILABLE", down()],
  ])("is not asked for again at once: %s", async (code, error) => {
    const { at, loads } = setUp();
    expect(await codeOf(at("a", T, error))).toBe(code);
    expect(await codeOf(at("a", T + 99))).toBe(code);
    expect(loads).toHaveLength(1);
    expect(await at("a", T + 100)).toBe(`a@${T + 100}`);
  });
});

describe("one fetch for each key at a time", () => {
  it("all who wait get what it brings", async () => {
    const { at, loads } = setUp();
    const all = await Promise.all([at("a", T, "one"), at("a", T, "two"), at("a", T + 1, "three")]);
    expect(all).toEqual(["one", "one", "one"]);
    expect(loads).toEqual(["a"]);
  });

  it("all who wait are refused when it fails, and the next one tries", async () => {
    const { at, loads } = setUp({ ...LIMITS, pauseMs: 0 });
    const all = [at("a", T, down()), at("a", T, "two")].map(codeOf);
    expect(await Promise.all(all)).toEqual(["KEY_UNAVAILABLE", "KEY_UNAVAILABLE"]);
    expect(await at("a", T, "three")).toBe("three");
    expect(loads).toHaveLength(2);
  });

  it("a request in a worker waits for nothing that another one sent", async () => {
    vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
    const { at, loads } = setUp();
    const never = at("a", T, new Promise(() => {}));
    const many = [at("b", T, new Promise(() => {})), at("c", T, new Promise(() => {}))];
    expect(await at("a", T, "two")).toBe("two");
    expect(loads).toEqual(["a", "b", "c", "a"]);
    expect([never, ...many]).toHaveLength(3);
  });
});

describe("bounds", () => {
  it("the key that was not used for longest falls out", async () => {
    const { at, loads } = setUp();
    for (const key of ["a", "b", "c"]) await at(key, T);
    await at("a", T + 1);
    await at("d", T + 2);
    loads.length = 0;
    for (const key of ["a", "c", "d"]) await at(key, T + 3);
    expect(loads).toEqual([]);
    await at("b", T + 4);
    expect(loads).toEqual(["b"]);
  });

  it("keys that are not there push none out that is", async () => {
    const { at, loads } = setUp();
    for (const key of ["a", "b", "c"]) await at(key, T);
    for (let i = 0; i < 100; i++) await codeOf(at(`x${i}`, T, gone()));
    loads.length = 0;
    for (const key of ["a", "b", "c"]) await at(key, T + 1);
    expect(loads).toEqual([]);
  });

  it("so many fetches run at once, and no more; what is known counts on meanwhile", async () => {
    const { at } = setUp();
    await at("a", T, "old");
    const held = deferred();
    const waiting = [at("b", T + 1000, held.promise), at("c", T + 1000, held.promise)];
    expect(await codeOf(at("d", T + 1000))).toBe("KEY_UNAVAILABLE");
    expect(await at("a", T + 1000, "new")).toBe("old");
    held.resolve("key");
    expect(await Promise.all(waiting)).toEqual(["key", "key"]);
    expect(await at("d", T + 1000)).toBe(`d@${T + 1000}`);
    expect(await at("a", T + 1000, "new")).toBe("new");
  });
});

function deferred() {
  let resolve!: (value: string) => void;
  const promise = new Promise<string>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
