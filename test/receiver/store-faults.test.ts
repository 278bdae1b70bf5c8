import { memoryStore, WebhookError } from "hookonce";
import { describe, expect, it, vi } from "vitest";
import { elapse, onVirtualClock, spyHooks, spyStore, stripeDelivery, stripeReceiver } from "./_support.js";

onVirtualClock();

const GARBAGE: [string, unknown][] = [
  ["undefined", undefined],
  ["null", null],
  ["true", true],
  ["a number", 5],
  ["a text", "claimed"],
  ["no state", {}],
  ["an unknown state", { state: "free" }],
  ["a claim without fence", { state: "claimed", attempt: 1 }],
  ["a claim with a fence of NaN", { state: "claimed", fence: Number.NaN, attempt: 1 }],
  ["a claim with a fence as text", { state: "claimed", fence: "7", attempt: 1 }],
  ["a claim with a fence as bigint", { state: "claimed", fence: 7n, attempt: 1 }],
];

const FAULTS: [string, () => unknown][] = [
  ["rejects", () => Promise.reject(new Error("ECONNREFUSED"))],
  [
    "throws at once",
    () => {
      throw new Error("ECONNREFUSED");
    },
  ],
  ["rejects with nothing", () => Promise.reject()],
  ["hangs", () => new Promise(() => {})],
  ...GARBAGE.map(([name, value]): [string, () => unknown] => [`resolves to ${name}`, async () => value]),
  ["gives no promise", () => ({ state: "free" })],
];

async function receive(claim: () => unknown, options: object = {}) {
  const spy = spyStore({ claim });
  const { hooks, told, names } = spyHooks();
  const handler = vi.fn();
  const receiver = stripeReceiver(handler, { store: spy.store, ...hooks, ...options });
  const answer = await elapse(receiver.receive(await stripeDelivery()));
  return { answer, spy, told, names, handler };
}

describe("a store that fails on claim", () => {
  it.each(FAULTS)("that %s: 503 with Retry-After, and the handler does not run", async (_name, claim) => {
    const { answer, told, handler } = await receive(claim);
    expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "5" }, body: "Service Unavailable" });
    expect(handler).not.toHaveBeenCalled();
    expect(told.map(([name, { operation, key }]) => [name, operation, key])).toEqual([
      ["onStoreError", "claim", "stripe:default:evt_1"],
    ]);
  });

  it("the hook is told the store's own error", async () => {
    const error = new Error("ECONNREFUSED");
    const { told } = await receive(() => Promise.reject(error));
    expect(told[0]?.[1].error).toBe(error);
  });

  it("what the store says is not shown to the sender, even with exposeReason", async () => {
    const claim = () => Promise.reject(new Error("password authentication failed for user postgres"));
    const { answer } = await receive(claim, { exposeReason: true });
    expect(JSON.parse(String(answer.body)).code).toBe("STORE_UNAVAILABLE");
    expect(String(answer.body)).not.toContain("postgres");
  });

  it("a full memory store is answered 503 with STORE_FULL, and takes events again when there is room", async () => {
    const store = memoryStore({ maxEntries: 1 });
    const options = { leaseMs: 15_000, retainMs: 86_400_000, signal: new AbortController().signal };
    const other = await store.claim("other", options);
    const { hooks, told } = spyHooks();
    const receiver = stripeReceiver(() => {}, { store, ...hooks, exposeReason: true });
    const answer = await receiver.receive(await stripeDelivery());
    expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
    expect(JSON.parse(String(answer.body)).code).toBe("STORE_FULL");
    expect(told[0]?.[1].error).toBeInstanceOf(WebhookError);
    await store.complete("other", other.state === "claimed" ? other.fence : 0, options);
    expect((await receiver.receive(await stripeDelivery())).status).toBe(200);
  });
});

describe('onStoreError "process"', () => {
  it.each(FAULTS)("as the option runs the handler when the store %s", async (_name, claim) => {
    const print = vi.spyOn(console, "error").mockImplementation(() => {});
    const { answer, handler, names } = await receive(claim, { onStoreError: "process" });
    expect(answer.status).toBe(200);
    expect(handler).toHaveBeenCalledTimes(1);
    expect(handler.mock.calls[0]?.[1]).toMatchObject({ attempt: 1, idempotencyKey: "stripe:default:evt_1" });
    expect(names()).toEqual(["onHandled"]);
    expect(print).toHaveBeenCalledTimes(1);
    print.mockRestore();
  });

  it("returned by the hook does the same", async () => {
    const onStoreError = vi.fn(() => "process");
    const { answer, handler } = await receive(() => Promise.reject(new Error("down")), { onStoreError });
    expect(answer.status).toBe(200);
    expect(handler).toHaveBeenCalledTimes(1);
    expect(onStoreError).toHaveBeenCalledTimes(1);
  });

  it.each([[undefined], [true], ["Process"], ["proceed"], [{}]])("returned as %j it does not", async (value) => {
    const { answer, handler } = await receive(() => Promise.reject(new Error("down")), { onStoreError: () => value });
    expect(answer.status).toBe(503);
    expect(handler).not.toHaveBeenCalled();
  });

  it("the run is not completed or released in a store that never gave a claim", async () => {
    for (const handler of [() => {}, () => Promise.reject(new Error("no"))]) {
      const spy = spyStore({ claim: () => Promise.reject(new Error("down")) });
      const { hooks } = spyHooks();
      const receiver = stripeReceiver(handler, { store: spy.store, ...hooks, onStoreError: () => "process" });
      await receiver.receive(await stripeDelivery());
      expect(spy.operations()).toEqual(["claim"]);
    }
  });

  it("a handler that fails is answered 500 as ever", async () => {
    const spy = spyStore({ claim: () => Promise.reject(new Error("down")) });
    const { hooks, names } = spyHooks();
    const fails = () => Promise.reject(new Error("no"));
    const receiver = stripeReceiver(fails, { store: spy.store, ...hooks, onStoreError: () => "process" });
    expect((await receiver.receive(await stripeDelivery())).status).toBe(500);
    expect(names()).toEqual(["onFailed"]);
  });

  it("does not run what the store says is done or running", async () => {
    for (const [state, status] of [
      ["done", 200],
      ["running", 503],
    ] as const) {
      const claim = async () => ({ state, retryAfterMs: 1000 });
      const { answer, handler } = await receive(claim, { onStoreError: "process", waitMs: 0 });
      expect(answer.status).toBe(status);
      expect(handler).not.toHaveBeenCalled();
    }
  });
});
