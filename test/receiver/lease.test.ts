import { memoryStore, reply, WebhookError } from "hookonce";
import { describe, expect, it, vi } from "vitest";
import {
  defer,
  elapse,
  heldHandler,
  onVirtualClock,
  pass,
  spyHooks,
  spyStore,
  stripeDelivery,
  stripeReceiver,
  until,
} from "./_support.js";

onVirtualClock();

const LEASE = 15_000;

/** A run whose handler has begun. */
async function begin(overrides: Parameters<typeof spyStore>[0] = {}, options: object = {}) {
  const spy = spyStore(overrides);
  const spied = spyHooks();
  const held = heldHandler();
  const receiver = stripeReceiver(held.handler, { store: spy.store, ...spied.hooks, ...options });
  const answer = receiver.receive(await stripeDelivery());
  await until(() => held.runs.length === 1);
  const { context, end } = held.run();
  return { spy, receiver, answer, end, signal: context.signal, context, held, ...spied };
}

const reasonOf = (signal: AbortSignal) => (signal.reason as WebhookError).code;

describe("a claim whose answer is read late", () => {
  const claimAfter = async (ms: number) => {
    const inner = memoryStore();
    const spy = spyStore(
      {
        async claim(key, options) {
          const claim = await inner.claim(key, options);
          await new Promise((resolve) => setTimeout(resolve, ms));
          return claim;
        },
      },
      inner,
    );
    const handler = vi.fn();
    const { hooks, told } = spyHooks();
    const receiver = stripeReceiver(handler, { store: spy.store, storeTimeoutMs: 10 * LEASE, ...hooks });
    const answer = await elapse(receiver.receive(await stripeDelivery()));
    return { spy, handler, told, answer };
  };

  it("does not run when its lease is over: 503, and it is given back", async () => {
    const { spy, handler, told, answer } = await claimAfter(LEASE);
    expect(answer.status).toBe(503);
    expect(handler).not.toHaveBeenCalled();
    expect(told).toMatchObject([["onStoreError", { operation: "claim", error: { code: "LEASE_LOST" } }]]);
    expect(spy.operations()).toEqual(["claim", "release"]);
  });

  it("runs a millisecond before", async () => {
    const { handler, answer } = await claimAfter(LEASE - 1);
    expect(answer.status).toBe(200);
    expect(handler).toHaveBeenCalledTimes(1);
  });
});

describe("the heartbeat", () => {
  it("extends the claim at each third of the lease while the handler runs", async () => {
    const { spy, signal, end, answer } = await begin();
    await pass(LEASE / 3 - 1);
    expect(spy.count("extend")).toBe(0);
    await pass(1);
    expect(spy.count("extend")).toBe(1);
    await pass(7 * LEASE);
    expect(spy.count("extend")).toBe(22);
    expect(signal.aborted).toBe(false);
    end.resolve();
    expect((await answer).status).toBe(200);
  });

  it("stops when the handler has ended", async () => {
    const { spy, answer, end } = await begin();
    end.resolve();
    await answer;
    await pass(10 * LEASE);
    expect(spy.operations()).toEqual(["claim", "complete"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("keeps a duplicate out for longer than one lease", async () => {
    const inner = memoryStore();
    const { end, answer } = await begin({}, { store: inner });
    const elsewhere = vi.fn();
    const other = stripeReceiver(elsewhere, { store: inner, waitMs: 0 });
    await pass(4 * LEASE);
    expect((await other.receive(await stripeDelivery())).status).toBe(503);
    expect(elsewhere).not.toHaveBeenCalled();
    end.resolve();
    expect((await answer).status).toBe(200);
  });

  it("survives a store that fails for less than a lease", async () => {
    let down = true;
    const { spy, signal, end, answer, told } = await begin({
      extend: async () => !down || Promise.reject(new Error()),
    });
    await pass(LEASE - 1);
    expect(spy.count("extend")).toBe(2);
    expect(signal.aborted).toBe(false);
    down = false;
    end.resolve();
    expect((await answer).status).toBe(200);
    expect(told.map(([name, info]) => info.operation ?? name)).toEqual(["extend", "extend", "onHandled"]);
  });

  it("is counted from the moment at which the last good beat was sent", async () => {
    let beats = 0;
    const { signal, end, answer } = await begin({ extend: async () => ++beats === 1 || Promise.reject(new Error()) });
    await pass(LEASE / 3 + LEASE - 1);
    expect(signal.aborted).toBe(false);
    await pass(1);
    expect(signal.aborted).toBe(true);
    end.resolve();
    await answer;
  });
});

describe("a lease that is lost", () => {
  it.each([[false], [undefined], ["yes"]])(
    "by the store's word (%j) aborts the signal with LEASE_LOST",
    async (word) => {
      const { signal, end, answer, spy } = await begin({ extend: async () => word });
      await pass(LEASE / 3);
      expect(signal.aborted).toBe(true);
      expect(signal.reason).toBeInstanceOf(WebhookError);
      expect(reasonOf(signal)).toBe("LEASE_LOST");
      await pass(10_000);
      expect(spy.count("extend")).toBe(1);
      end.resolve();
      await answer;
    },
  );

  it.each([
    ["rejects", () => Promise.reject(new Error("down"))],
    [
      "throws at once",
      () => {
        throw new Error("down");
      },
    ],
    ["hangs", () => new Promise(() => {})],
  ])("by our own clock, when the store %s, aborts it when the lease is over", async (_how, extend) => {
    const { signal, end, answer } = await begin({ extend });
    await pass(LEASE - 1);
    expect(signal.aborted).toBe(false);
    await pass(1);
    expect(signal.aborted).toBe(true);
    expect(reasonOf(signal)).toBe("LEASE_LOST");
    end.resolve();
    await answer;
  });

  it("is counted by a monotonic clock: a wall clock that jumps changes nothing", async () => {
    const { signal, end, answer } = await begin();
    vi.setSystemTime(Date.now() - 86_400_000);
    await pass(LEASE / 3);
    expect(signal.aborted).toBe(false);
    end.resolve();
    await answer;
  });

  it("is counted from when the claim was sent, not from when a slow store answered", async () => {
    const inner = memoryStore();
    const gate = defer();
    const held = heldHandler();
    const spy = spyStore({
      claim: async (key, options) => {
        const claim = await inner.claim(key, options);
        await gate.promise;
        return claim;
      },
      extend: () => Promise.reject(new Error("down")),
    });
    const answer = stripeReceiver(held.handler, { store: spy.store }).receive(await stripeDelivery());
    await until(() => spy.calls.length === 1);
    await pass(900);
    gate.resolve();
    await until(() => held.runs.length === 1);
    await pass(LEASE - 900);
    expect(held.run().context.signal.aborted).toBe(true);
    held.run().end.resolve();
    await answer;
  });

  it("is seen although a beat still hangs, with a store deadline longer than the lease", async () => {
    const { signal, end, answer } = await begin({ extend: () => new Promise(() => {}) }, { storeTimeoutMs: 60_000 });
    await pass(LEASE);
    expect(signal.aborted).toBe(true);
    end.resolve();
    await answer;
  });

  it("and a handler that then throws is answered 503, without a release", async () => {
    const { signal, end, answer, spy, told } = await begin({ extend: async () => false });
    await pass(LEASE / 3);
    expect(signal.aborted).toBe(true);
    const error = new Error("stopped");
    end.reject(error);
    expect(await answer).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
    expect(spy.operations()).toEqual(["claim", "extend"]);
    expect(told.map(([name]) => name)).toEqual(["onFailed"]);
    expect(told[0]?.[1]).toMatchObject({ error, status: 503 });
  });

  it("and a handler that then answers non-2xx is answered 503, without a release", async () => {
    const { end, answer, spy } = await begin({ extend: async () => false });
    await pass(LEASE / 3);
    end.resolve(reply(422, "no"));
    const { status, body } = await answer;
    expect([status, body]).toEqual([503, "Service Unavailable"]);
    expect(spy.count("release")).toBe(0);
  });

  it("and a handler that throws while the lease holds is released: the nearest negative", async () => {
    const { end, answer, spy } = await begin();
    await pass(LEASE / 3);
    end.reject(new Error("no"));
    expect((await answer).status).toBe(500);
    expect(spy.operations()).toEqual(["claim", "extend", "release"]);
  });

  it("and a handler that succeeds all the same is completed when nobody has taken over", async () => {
    const { end, answer, told } = await begin({ extend: () => Promise.reject(new Error("down")) });
    await pass(LEASE);
    end.resolve();
    expect((await answer).status).toBe(200);
    expect(told.at(-1)?.[0]).toBe("onHandled");
  });

  it("to another run: its completion is refused, the other's stands, both effects are told", async () => {
    const inner = memoryStore();
    const { end, answer, told } = await begin({ extend: () => Promise.reject(new Error("down")) }, {});
    await pass(LEASE);
    end.resolve();
    await answer;
    expect(told.some(([name]) => name === "onCompletionLost")).toBe(false);

    // The same again, with a take-over in between.
    const spy = spyStore({ extend: () => Promise.reject(new Error("down")) }, inner);
    const first = spyHooks();
    const held = heldHandler();
    const delivery = await stripeDelivery();
    const stale = stripeReceiver(held.handler, { store: spy.store, ...first.hooks }).receive(delivery);
    await until(() => held.runs.length === 1);
    await pass(LEASE);
    const second = spyHooks();
    const fences: number[] = [];
    const other = stripeReceiver((_e, { fence }) => void fences.push(fence), { store: inner, ...second.hooks });
    expect((await elapse(other.receive(await stripeDelivery()))).status).toBe(200);
    held.run().end.resolve();
    expect((await elapse(stale)).status).toBe(200);
    expect(fences[0]).toBeGreaterThan(held.run().context.fence);
    expect(second.names()).toEqual(["onHandled"]);
    expect(first.names().at(-1)).toBe("onCompletionLost");
    expect(first.told.at(-1)?.[1]).toMatchObject({ reason: "lost", fence: held.run().context.fence });
  });
});
