import { runInNewContext } from "node:vm";
import { createReceiver, reply } from "hookonce";
import { stripe } from "hookonce/providers/stripe";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  countArrivals,
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

const COMMON = { provider: "stripe", endpoint: "orders" };
const EVENT = { ...COMMON, key: "stripe:orders:evt_1" };

type Make = (options: object) => Promise<unknown>;

const fails = () => Promise.reject(new Error("no"));
const down = () => Promise.reject(new Error("down"));
const receiverWith = (handler: () => unknown, options: object) =>
  stripeReceiver(handler, { endpoint: "orders", ...options });
const send = async (handler: () => unknown, options: object) =>
  elapse(receiverWith(handler, options).receive(await stripeDelivery()));

/** Each outcome, and exactly what is told about it. */
const OUTCOMES: [outcome: string, status: number, make: Make, told: [string, object][]][] = [
  ["a success", 200, (o) => send(() => {}, o), [["onHandled", { ...EVENT, attempt: 1, status: 200 }]]],
  ["an own 2xx", 202, (o) => send(() => reply(202), o), [["onHandled", { ...EVENT, attempt: 1, status: 202 }]]],
  [
    "a handler that throws",
    500,
    (o) => send(fails, o),
    [["onFailed", { ...EVENT, attempt: 1, status: 500, error: new Error("no") }]],
  ],
  [
    "an answer that is not 2xx",
    422,
    (o) => send(() => reply(422), o),
    [["onFailed", { ...EVENT, attempt: 1, status: 422 }]],
  ],
  [
    "a forgery",
    401,
    async (o) => receiverWith(() => {}, o).receive({ headers: {}, body: "{}" }),
    [["onRejected", { ...COMMON, status: 401 }]],
  ],
  [
    "a store that is down",
    503,
    (o) => send(() => {}, { store: spyStore({ claim: down }).store, ...o }),
    [["onStoreError", { ...EVENT, operation: "claim", error: new Error("down") }]],
  ],
  [
    "a claim that was lost",
    200,
    (o) => send(() => {}, { store: spyStore({ complete: async () => false }).store, ...o }),
    [["onCompletionLost", { ...EVENT, reason: "lost" }]],
  ],
  [
    "a run elsewhere",
    503,
    (o) =>
      send(() => {}, { store: spyStore({ claim: async () => ({ state: "running", retryAfterMs: 1 }) }).store, ...o }),
    [["onDuplicate", { ...EVENT, state: "running" }]],
  ],
  [
    "a finished event",
    200,
    (o) => send(() => {}, { store: spyStore({ claim: async () => ({ state: "done" }) }).store, ...o }),
    [["onDuplicate", { ...EVENT, state: "done" }]],
  ],
];

describe("each outcome calls exactly its hook", () => {
  it.each(OUTCOMES)("%s: %i", async (_outcome, status, make, expected) => {
    const { hooks, told } = spyHooks();
    expect(await make(hooks)).toMatchObject({ status });
    expect(told.map(([name]) => name)).toEqual(expected.map(([name]) => name));
    for (const [i, [, info]] of expected.entries()) expect(told[i]?.[1]).toMatchObject(info);
    for (const [name, info] of told)
      if (name !== "onRejected" && name !== "onStoreError") expect(info.event.id).toBe("evt_1");
  });

  it("a success tells how long the run took", async () => {
    const { hooks, told } = spyHooks();
    const { handler, run, runs } = heldHandler();
    const answer = stripeReceiver(handler, hooks).receive(await stripeDelivery());
    await until(() => runs.length === 1);
    await pass(1234);
    run().end.resolve();
    await answer;
    expect(told[0]?.[1].durationMs).toBe(1234);
  });

  it("a duplicate that joined a run is told, also when that run fails", async () => {
    const { hooks, told } = spyHooks();
    const { handler, run, runs } = heldHandler();
    const { schema, arrived } = countArrivals();
    const receiver = stripeReceiver(handler, { ...hooks, schema });
    const answers = [receiver.receive(await stripeDelivery())];
    await until(() => runs.length === 1);
    answers.push(receiver.receive(await stripeDelivery()));
    await arrived(2);
    run().end.reject(new Error("no"));
    await Promise.all(answers);
    expect(told.map(([name, { state }]) => [name, state]).sort()).toEqual([
      ["onDuplicate", "joined"],
      ["onFailed", undefined],
    ]);
  });
});

describe("a hook that fails changes nothing", () => {
  const unhandled = vi.fn();
  beforeEach(() => {
    unhandled.mockClear();
    process.on("unhandledRejection", unhandled);
  });
  afterEach(() => {
    process.off("unhandledRejection", unhandled);
  });

  const failing: [string, () => unknown][] = [
    [
      "throws",
      () => {
        throw new Error("hook");
      },
    ],
    ["rejects", () => Promise.reject(new Error("hook"))],
    [
      "throws nothing",
      () => {
        throw undefined;
      },
    ],
    ["never settles", () => new Promise(() => {})],
    ["rejects with another realm's Promise", runInNewContext("() => Promise.reject(new Error('hook'))")],
  ];

  it.each(failing)("when it %s", async (_how, hook) => {
    const names = Object.keys(spyHooks().hooks);
    const all = Object.fromEntries(names.map((name) => [name, hook]));
    for (const [, status, make] of OUTCOMES) expect(await make(all)).toMatchObject({ status });
    for (let i = 0; i < 20; i++) await turn();
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe("without hooks", () => {
  const print = vi.spyOn(console, "error");
  beforeEach(() => {
    print.mockReset();
  });

  const bare = (handler: () => unknown, options: object = {}) =>
    createReceiver({ provider: stripe, secret: SECRET, ...options }, handler);
  const deliver = async (handler: () => unknown, options: object = {}) =>
    elapse(bare(handler, options).receive(await stripeDelivery()));

  it("successes, duplicates and refusals print nothing", async () => {
    const receiver = bare(() => {});
    await receiver.receive(await stripeDelivery());
    await receiver.receive(await stripeDelivery());
    for (let i = 0; i < 100; i++) {
      await receiver.receive({ headers: {}, body: "{}" });
      await receiver.receive({ method: "GET", headers: {}, body: "" });
      await receiver.receive({ headers: { "content-length": "99999999" }, body: "" });
      await receiver.receive({ headers: { "content-encoding": "x" }, body: "" });
    }
    expect(print).not.toHaveBeenCalled();
  });

  it("a handler that fails is printed with its error and key", async () => {
    await deliver(fails);
    expect(print).toHaveBeenCalledTimes(1);
    expect(print.mock.calls[0]?.join(" ")).toContain("stripe:default:evt_1");
    expect(print.mock.calls[0]).toContainEqual(new Error("no"));
  });

  it("a store that is down, and a completion that was lost, are printed", async () => {
    await deliver(() => {}, { store: spyStore({ claim: down }).store });
    await deliver(() => {}, { store: spyStore({ complete: async () => false }).store });
    expect(print.mock.calls.map(([text]) => text)).toEqual([
      expect.stringContaining("StoreError claim"),
      expect.stringContaining("CompletionLost lost"),
    ]);
  });

  it("what is printed holds no secret and no body", async () => {
    await deliver(fails, { store: spyStore({ complete: down, release: down }).store });
    const text = print.mock.calls.flat().map(String).join("\n");
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain("invoice.paid");
  });

  it("a fault of ours that anybody can cause is printed once for each code and receiver", async () => {
    const receiver = bare(() => {});
    for (let i = 0; i < 50; i++) {
      await receiver.receive({ headers: {}, body: {} as never });
      await receiver.receive({ headers: null as never, body: "" });
    }
    expect(print.mock.calls.map(([text]) => text)).toEqual([
      expect.stringContaining("BODY_NOT_BYTES"),
      expect.stringContaining("HANDLER_FAILED"),
    ]);
    await bare(() => {}).receive({ headers: {}, body: {} as never });
    expect(print).toHaveBeenCalledTimes(3);
  });

  it("a credential that cannot be had is printed once, too", async () => {
    const secret = () => undefined;
    const receiver = bare(() => {}, { secret });
    for (let i = 0; i < 50; i++) await receiver.receive(await stripeDelivery());
    expect(print.mock.calls.map(([text]) => text)).toEqual([expect.stringContaining("SECRET_UNAVAILABLE")]);
  });

  it("a hook that is set prints nothing", async () => {
    await stripeReceiver(fails).receive(await stripeDelivery());
    expect(print).not.toHaveBeenCalled();
  });
});
