import { reply } from "hookonce";
import { describe, expect, it, vi } from "vitest";
import { type Context, setUp } from "./_database.js";
import {
  countArrivals,
  type Deferred,
  defer,
  elapse,
  isSettled,
  onVirtualClock,
  pass,
  stripeDelivery,
  turn,
  until,
} from "./_support.js";

onVirtualClock();

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
    const { schema, arrived } = countArrivals();
    const gate = defer();
    const { database, receiver } = setUp(() => gate.promise, { schema });
    const delivery = await stripeDelivery();
    const answers = Promise.all(Array.from({ length: 100 }, () => receiver.receive(delivery)));
    await arrived(100);
    gate.resolve();
    expect(new Set((await answers).map(({ status }) => status))).toEqual(new Set([200]));
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

describe("a handler that takes too long", () => {
  it("is answered 503 at maxRunMs, its signal aborts, and what it wrote is rolled back when it ends", async () => {
    const held: Deferred[] = [];
    const { database, handler, send } = setUp(
      () => {
        held.push(defer());
        return held[0]?.promise;
      },
      { maxRunMs: 5000 },
    );
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
