import { createReceiver, reply, type TransactionalContext, type TransactionalStore } from "hookonce";
import { stripe } from "hookonce/providers/stripe";
import { describe, expect, it, vi } from "vitest";
import {
  type Deferred,
  defer,
  elapse,
  isSettled,
  onVirtualClock,
  pass,
  SECRET,
  spyHooks,
  stripeDelivery,
  turn,
  until,
} from "./_support.js";

onVirtualClock();

interface Transaction {
  insert(effect: string): void;
}

type Point = "begin" | "commit" | "rollback";

/** A database in memory: claims and effects of one transaction are committed together, or not at all. */
class Database implements TransactionalStore<Transaction> {
  readonly effects: string[] = [];
  readonly done = new Set<string>();
  readonly open = new Set<string>();
  readonly attempts = new Map<string, number>();
  readonly runs: { key: string; retainMs: number; signal: AbortSignal; keys: string[] }[] = [];
  /** What happens at a point of a transaction: a promise to wait for, or an error to throw. */
  at: Partial<Record<Point | "committed", () => unknown>> = {};

  async run<R>(
    key: string,
    options: { retainMs: number; signal: AbortSignal },
    work: (t: Transaction, n: number) => Promise<R>,
  ) {
    this.runs.push({ key, ...options, keys: Object.keys(options) });
    await this.at.begin?.();
    if (this.done.has(key)) return { state: "done" } as const;
    if (this.open.has(key)) return { state: "running", retryAfterMs: 2000 } as const;
    this.open.add(key);
    const written: string[] = [];
    try {
      const attempt = (this.attempts.get(key) ?? 0) + 1;
      this.attempts.set(key, attempt);
      const value = await work({ insert: (effect) => void written.push(effect) }, attempt);
      await this.at.commit?.();
      this.done.add(key);
      this.effects.push(...written);
      await this.at.committed?.();
      return { state: "committed", value } as const;
    } catch (error) {
      await this.at.rollback?.();
      throw error;
    } finally {
      this.open.delete(key);
    }
  }

  async forget(key: string) {
    return this.done.delete(key);
  }
}

type Context = TransactionalContext<Transaction>;

function setUp(work: (context: Context) => unknown = () => {}, options: object = {}) {
  const database = new Database();
  const { hooks, told, names } = spyHooks();
  const handler = vi.fn((_event: unknown, context: Context) => {
    context.transaction.insert("paid");
    return work(context);
  });
  const all = { provider: stripe, secret: SECRET, store: database, ...hooks, ...options };
  const receiver = createReceiver<typeof stripe, Database>(all, handler);
  const send = async () => receiver.receive(await stripeDelivery());
  return { database, handler, receiver, send, told, names };
}

const down = () => Promise.reject(new Error("connection lost"));

describe("the transactional grade", () => {
  it("commits effect and claim together, and a duplicate is 200 without a run", async () => {
    const { database, handler, send, told } = setUp();
    expect((await send()).status).toBe(200);
    expect(database.effects).toEqual(["paid"]);
    expect((await send()).status).toBe(200);
    expect(database.effects).toEqual(["paid"]);
    expect(handler).toHaveBeenCalledTimes(1);
    expect(told.map(([name, { state, status }]) => [name, state ?? status])).toEqual([
      ["onHandled", 200],
      ["onDuplicate", "done"],
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("gives the handler the transaction, and no fence", async () => {
    const { handler, send, database } = setUp();
    await send();
    const context = handler.mock.calls[0]?.[1] as Context;
    expect(Object.keys(context).sort()).toEqual(["attempt", "idempotencyKey", "signal", "transaction"]);
    expect(context).toMatchObject({ attempt: 1, idempotencyKey: "stripe:default:evt_1" });
    expect(database.runs[0]).toMatchObject({
      key: "stripe:default:evt_1",
      retainMs: 7 * 86_400_000,
      keys: ["retainMs", "signal"],
    });
  });

  it("answers the handler's own 2xx only after the commit", async () => {
    const { database, send } = setUp(() => reply(202, "taken"));
    const gate = defer();
    database.at.commit = () => gate.promise;
    const answer = send();
    await until(() => database.open.size === 1);
    expect(await isSettled(answer)).toBe(false);
    gate.resolve();
    expect(await answer).toMatchObject({ status: 202, body: "taken" });
  });

  it("rolls back when the handler throws: 500, and the retry runs it again", async () => {
    const error = new Error("no");
    const { database, send, told } = setUp(({ attempt }) => (attempt === 1 ? Promise.reject(error) : undefined));
    expect((await send()).status).toBe(500);
    expect(database.effects).toEqual([]);
    expect(told[0]).toMatchObject(["onFailed", { error, status: 500, attempt: 1 }]);
    expect((await send()).status).toBe(200);
    expect(database.effects).toEqual(["paid"]);
    expect(told[1]).toMatchObject(["onHandled", { attempt: 2 }]);
  });

  it("rolls back when the handler answers non-2xx, and gives that answer", async () => {
    const { database, send, names } = setUp(() => reply(422, "no such customer"));
    expect(await send()).toMatchObject({ status: 422, body: "no such customer" });
    expect(database.effects).toEqual([]);
    expect(database.done.size).toBe(0);
    expect(names()).toEqual(["onFailed"]);
  });

  it("answers a handler that failed as ever when the rollback fails or hangs, too", async () => {
    for (const rollback of [down, () => new Promise(() => {})]) {
      const { database, send, names } = setUp(() => reply(422));
      database.at.rollback = rollback;
      expect((await elapse(send())).status).toBe(422);
      expect(names()).toEqual(["onFailed"]);
    }
  });

  it("waits 3 s for a run elsewhere, then 503 with Retry-After", async () => {
    const { database, send, handler, told } = setUp();
    database.open.add("stripe:default:evt_1");
    const answer = send();
    await until(() => database.runs.length === 1);
    await pass(2999);
    expect(await isSettled(answer)).toBe(false);
    await pass(1);
    expect(await answer).toMatchObject({ status: 503, headers: { "retry-after": "2" } });
    expect(handler).not.toHaveBeenCalled();
    expect(told.map(([name, { state }]) => [name, state])).toEqual([["onDuplicate", "running"]]);
  });

  it("is answered 200 when that run commits meanwhile, and runs when it rolls back", async () => {
    for (const commits of [true, false]) {
      const { database, send, handler } = setUp();
      database.open.add("stripe:default:evt_1");
      const answer = send();
      await until(() => database.runs.length === 1);
      await pass(500);
      database.open.clear();
      if (commits) database.done.add("stripe:default:evt_1");
      expect((await elapse(answer)).status).toBe(200);
      expect(handler).toHaveBeenCalledTimes(commits ? 0 : 1);
    }
  });

  it("lets duplicates in this process join: one transaction for 100 of them", async () => {
    const { database, receiver } = setUp();
    const delivery = await stripeDelivery();
    const answers = await elapse(Promise.all(Array.from({ length: 100 }, () => receiver.receive(delivery))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(database.effects).toEqual(["paid"]);
    expect(database.runs).toHaveLength(1);
  });

  it("forgets by key", async () => {
    const { receiver, send, database } = setUp();
    await send();
    expect(await receiver.forget("stripe:default:evt_1")).toBe(true);
    expect(await receiver.forget("stripe:default:evt_1")).toBe(false);
    await send();
    expect(database.effects).toEqual(["paid", "paid"]);
  });
});

describe("a COMMIT of unknown outcome", () => {
  it.each([
    ["was lost with the commit", "commit", 2],
    ["was lost after the commit", "committed", 1],
  ] as const)("that %s is 503, and the retry is right either way", async (_how, point, runs) => {
    const { database, handler, send, names } = setUp();
    database.at[point] = down;
    expect(await send()).toMatchObject({ status: 503, headers: { "retry-after": "5" }, body: "Service Unavailable" });
    expect(names()).toEqual(["onStoreError"]);
    database.at = {};
    expect((await send()).status).toBe(200);
    expect(handler).toHaveBeenCalledTimes(runs);
    expect(database.effects).toEqual(["paid"]);
  });

  it("that hangs is 503 after the deadline, and the retry finds the row when it came through", async () => {
    const { database, handler, send } = setUp();
    const gate = defer();
    database.at.commit = () => gate.promise;
    const answer = send();
    await until(() => handler.mock.calls.length === 1);
    for (let i = 0; i < 20; i++) await turn();
    await pass(999);
    expect(await isSettled(answer)).toBe(false);
    await pass(1);
    expect((await answer).status).toBe(503);
    gate.resolve();
    await until(() => database.done.size === 1);
    expect((await send()).status).toBe(200);
    expect(handler).toHaveBeenCalledTimes(1);
    expect(database.effects).toEqual(["paid"]);
  });
});

describe("a database that fails", () => {
  it("before the work: 503, and the handler does not run", async () => {
    const throwsAtOnce = () => {
      throw new Error("no pool");
    };
    for (const begin of [down, throwsAtOnce]) {
      const { database, handler, send, told } = setUp();
      database.at.begin = begin;
      expect((await send()).status).toBe(503);
      expect(handler).not.toHaveBeenCalled();
      expect(told).toMatchObject([["onStoreError", { operation: "run", key: "stripe:default:evt_1" }]]);
    }
  });

  it("is answered 503 even with onStoreError process: there is no transaction to hand over", async () => {
    const { database, handler, send } = setUp(() => {}, { onStoreError: () => "process" });
    database.at.begin = down;
    expect((await send()).status).toBe(503);
    expect(handler).not.toHaveBeenCalled();
  });

  it("by hanging before the work: 503 after 1 s, the signal aborts, and late work does not run the handler", async () => {
    const { database, handler, send } = setUp();
    const gate = defer();
    database.at.begin = () => gate.promise;
    const answer = send();
    await until(() => database.runs.length === 1);
    await pass(999);
    expect(await isSettled(answer)).toBe(false);
    await pass(1);
    expect((await answer).status).toBe(503);
    expect(database.runs[0]?.signal.aborted).toBe(true);
    gate.resolve();
    for (let i = 0; i < 50; i++) await turn();
    expect(handler).not.toHaveBeenCalled();
    expect(database.effects).toEqual([]);
    expect(database.done.size).toBe(0);
    database.at = {};
    expect((await send()).status).toBe(200);
  });

  it.each([
    ["undefined", undefined],
    ["null", null],
    ["a text", "committed"],
    ["a number", 5],
    ["an unknown state", { state: "free" }],
    ["committed without a value", { state: "committed" }],
    ["an answer", { status: 200 }],
  ])("by resolving to %s: 503, told as a fault of the store", async (_name, garbage) => {
    const { database, send, names } = setUp();
    database.run = async () => garbage as never;
    expect((await elapse(send())).status).toBe(503);
    expect(names()).toEqual(["onStoreError"]);
  });

  it("by swallowing what the work throws does not make a failure a success", async () => {
    const { database, send, names } = setUp(() => Promise.reject(new Error("no")));
    database.run = async (_key, _options, work) => {
      await work({ insert: () => {} }, 1).catch(() => {});
      return { state: "committed", value: undefined as never };
    };
    expect((await send()).status).toBe(500);
    expect(names()).toEqual(["onFailed"]);
  });

  it("by a COMMIT that fails after a second try of the work: unknown, not the first try's failure", async () => {
    let tries = 0;
    const { database, send, names } = setUp(() =>
      ++tries === 1 ? Promise.reject(new Error("serialization")) : undefined,
    );
    database.run = async (_key, _options, work) => {
      const transaction = { insert: () => {} };
      await work(transaction, 1).catch(() => work(transaction, 2));
      throw new Error("connection lost");
    };
    expect((await send()).status).toBe(503);
    expect(names()).toEqual(["onStoreError"]);
  });
});

describe("a handler that takes too long", () => {
  it("is answered 503 at maxRunMs, its signal aborts, and what it wrote is rolled back when it ends", async () => {
    const held: Deferred[] = [];
    const { database, handler, send } = setUp(() => (held.push(defer()), held[0]?.promise), { maxRunMs: 5000 });
    const answer = send();
    await until(() => held.length === 1);
    await pass(4999);
    expect(await isSettled(answer)).toBe(false);
    await pass(1);
    expect((await answer).status).toBe(503);
    expect(handler.mock.calls[0]?.[1].signal.aborted).toBe(true);
    held[0]?.resolve();
    await until(() => database.open.size === 0);
    expect(database.effects).toEqual([]);
    expect(database.done.size).toBe(0);
  });

  it("may take longer than the deadline of the store", async () => {
    const gate = defer();
    const { database, handler, send } = setUp(() => gate.promise);
    const answer = send();
    await until(() => handler.mock.calls.length === 1);
    await pass(60_000);
    expect(await isSettled(answer)).toBe(false);
    gate.resolve();
    expect((await answer).status).toBe(200);
    expect(database.effects).toEqual(["paid"]);
  });
});
