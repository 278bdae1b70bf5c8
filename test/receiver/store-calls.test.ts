import { memoryStore } from "hookonce";
import { describe, expect, it, vi } from "vitest";
import {
  countArrivals,
  defer,
  elapse,
  heldHandler,
  onVirtualClock,
  pass,
  SECRET,
  spyHooks,
  spyStore,
  stripeDelivery,
  stripeReceiver,
  turn,
  until,
} from "./_support.js";

onVirtualClock();

const KEY = "stripe:default:evt_1";

describe("calls of the store", () => {
  it("there is none before the verification holds", async () => {
    const spy = spyStore();
    const receiver = stripeReceiver(() => {}, { store: spy.store });
    const genuine = await stripeDelivery();
    const forged = [
      { ...genuine, headers: {} },
      { ...genuine, body: `${genuine.body} ` },
      { ...genuine, headers: { "stripe-signature": "t=1,v1=00" } },
      await stripeDelivery("evt_1", {}, `${SECRET}x`),
    ];
    for (const delivery of forged) expect((await receiver.receive(delivery)).status).toBe(401);
    expect(spy.calls).toEqual([]);
    expect((await receiver.receive(genuine)).status).toBe(200);
    expect(spy.count("claim")).toBe(1);
  });

  it("a first event costs a claim and a completion", async () => {
    const spy = spyStore();
    await stripeReceiver(() => {}, { store: spy.store }).receive(await stripeDelivery());
    expect(spy.operations()).toEqual(["claim", "complete"]);
    expect(spy.calls.map(({ key }) => key)).toEqual([KEY, KEY]);
  });

  it("a duplicate of a finished event costs one claim", async () => {
    const spy = spyStore();
    const handler = vi.fn();
    const receiver = stripeReceiver(handler, { store: spy.store });
    await receiver.receive(await stripeDelivery());
    expect((await receiver.receive(await stripeDelivery())).status).toBe(200);
    expect(spy.operations()).toEqual(["claim", "complete", "claim"]);
    expect(handler).toHaveBeenCalledTimes(1);
  });

  it("a duplicate of an event that runs in this process costs none", async () => {
    const spy = spyStore();
    const { handler, run, runs } = heldHandler();
    const { schema, arrived } = countArrivals();
    const receiver = stripeReceiver(handler, { store: spy.store, schema });
    const first = receiver.receive(await stripeDelivery());
    await until(() => runs.length === 1);
    const second = receiver.receive(await stripeDelivery());
    await arrived(2);
    run().end.resolve();
    expect((await elapse(first)).status).toBe(200);
    expect((await elapse(second)).status).toBe(200);
    expect(spy.operations()).toEqual(["claim", "complete"]);
  });

  it("all operations of a run name its key, and its own fence", async () => {
    const spy = spyStore();
    const { handler, run, runs } = heldHandler();
    const answer = stripeReceiver(handler, { store: spy.store }).receive(await stripeDelivery());
    await until(() => runs.length === 1);
    await pass(5000);
    run().end.resolve();
    await elapse(answer);
    expect(spy.operations()).toEqual(["claim", "extend", "complete"]);
    expect(new Set(spy.calls.map(({ key }) => key))).toEqual(new Set([KEY]));
    const { fence } = run().context;
    expect(spy.calls.slice(1).map((call) => call.fence)).toEqual([fence, fence]);
    for (const { options } of spy.calls) {
      expect(options).toMatchObject({ leaseMs: 15_000, retainMs: 7 * 86_400_000 });
      expect(options.signal).toBeInstanceOf(AbortSignal);
    }
  });

  it("the lease is the provider's deadline and 5 s, but at least 15 s, unless it was set", async () => {
    const leaseOf = async (options: object) => {
      const spy = spyStore();
      await stripeReceiver(() => {}, { store: spy.store, ...options }).receive(await stripeDelivery());
      return spy.calls[0]?.options.leaseMs;
    };
    expect(await leaseOf({})).toBe(15_000);
    expect(await leaseOf({ leaseMs: 60_000 })).toBe(60_000);
  });

  it("a failed run is released, and the retry runs it as attempt 2", async () => {
    const spy = spyStore();
    const attempts: number[] = [];
    const receiver = stripeReceiver(
      (_event, { attempt }) => {
        attempts.push(attempt);
        if (attempt === 1) throw new Error("not yet");
      },
      { store: spy.store },
    );
    expect((await receiver.receive(await stripeDelivery())).status).toBe(500);
    expect((await receiver.receive(await stripeDelivery())).status).toBe(200);
    expect(attempts).toEqual([1, 2]);
    expect(spy.operations()).toEqual(["claim", "release", "claim", "complete"]);
  });

  it("a run that crashed is taken over after its lease, as attempt 2 with a larger fence", async () => {
    const store = memoryStore();
    const options = { leaseMs: 15_000, retainMs: 86_400_000, signal: new AbortController().signal };
    const crashed = await store.claim(KEY, options);
    const seen: { attempt: number; fence: number }[] = [];
    const receiver = stripeReceiver((_event, context) => void seen.push(context), { store });
    expect((await elapse(receiver.receive(await stripeDelivery()))).status).toBe(503);
    await pass(15_000);
    expect((await elapse(receiver.receive(await stripeDelivery()))).status).toBe(200);
    expect(seen).toHaveLength(1);
    expect(seen[0]?.attempt).toBe(2);
    expect(seen[0]?.fence).toBeGreaterThan(crashed.state === "claimed" ? crashed.fence : Number.NaN);
  });
});

describe("the deadline of a store call", () => {
  it.each([
    [undefined, 1000],
    [250, 250],
  ])("with storeTimeoutMs %s a claim that hangs is answered 503 after %i ms", async (storeTimeoutMs, ms) => {
    const spy = spyStore({ claim: () => new Promise(() => {}) });
    const handler = vi.fn();
    const answer = stripeReceiver(handler, { store: spy.store, storeTimeoutMs }).receive(await stripeDelivery());
    await until(() => spy.calls.length === 1);
    const ended = vi.fn();
    answer.then(ended);
    await pass(ms - 1);
    expect(ended).not.toHaveBeenCalled();
    expect(spy.calls[0]?.options.signal.aborted).toBe(false);
    await pass(1);
    expect(ended).toHaveBeenCalled();
    expect(await answer).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
    expect(spy.calls[0]?.options.signal.aborted).toBe(true);
    expect(handler).not.toHaveBeenCalled();
  });

  it("a claim that answers after its deadline is given back, so that the retry runs at once", async () => {
    const gate = defer();
    const inner = memoryStore();
    let late = true;
    const spy = spyStore(
      {
        async claim(key, options) {
          if (late) await gate.promise;
          return inner.claim(key, options);
        },
      },
      inner,
    );
    const handler = vi.fn();
    const receiver = stripeReceiver(handler, { store: spy.store });
    expect((await elapse(receiver.receive(await stripeDelivery()))).status).toBe(503);
    expect(spy.operations()).toEqual(["claim"]);
    gate.resolve();
    await until(() => spy.count("release") === 1);
    late = false;
    expect(handler).not.toHaveBeenCalled();
    expect((await elapse(receiver.receive(await stripeDelivery()))).status).toBe(200);
    expect(handler).toHaveBeenCalledTimes(1);
  });

  it.each(["running", "done"])("a late answer of %s is given back to nobody", async (state) => {
    const gate = defer();
    const spy = spyStore({ claim: () => gate.promise.then(() => ({ state, retryAfterMs: 1 })) });
    await elapse(stripeReceiver(() => {}, { store: spy.store }).receive(await stripeDelivery()));
    gate.resolve();
    for (let i = 0; i < 50; i++) await turn();
    expect(spy.operations()).toEqual(["claim"]);
  });

  it("a late claim that fails, or cannot be given back, troubles nobody", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const gates = [defer(), defer()];
    const release = () => Promise.reject(new Error("down"));
    const claimed = { state: "claimed", fence: 7, attempt: 1 };
    for (const gate of gates) {
      const spy = spyStore({ claim: () => gate.promise, release });
      expect((await elapse(stripeReceiver(() => {}, spy).receive(await stripeDelivery()))).status).toBe(503);
    }
    gates[0]?.reject(new Error("down"));
    gates[1]?.resolve(claimed);
    for (let i = 0; i < 50; i++) await turn();
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it("a release that hangs holds the answer back no longer than the deadline", async () => {
    const spy = spyStore({ release: () => new Promise(() => {}) });
    const { hooks, told } = spyHooks();
    const receiver = stripeReceiver(() => Promise.reject(new Error("no")), { store: spy.store, ...hooks });
    const answer = receiver.receive(await stripeDelivery());
    await until(() => spy.count("release") === 1);
    await pass(1000);
    expect((await answer).status).toBe(500);
    expect(told.map(([name, info]) => [name, info.operation])).toEqual([
      ["onStoreError", "release"],
      ["onFailed", undefined],
    ]);
  });
});
