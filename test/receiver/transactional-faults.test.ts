import { describe, expect, it } from "vitest";
import { setUp } from "./_database.js";
import { defer, elapse, isSettled, onVirtualClock, pass, turn, until } from "./_support.js";

onVirtualClock();

const down = () => Promise.reject(new Error("connection lost"));

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

  it("by losing the transaction under the handler: 503, and the handler's signal aborts", async () => {
    let given: AbortSignal | undefined;
    const gate = defer();
    const { database, send } = setUp(({ signal }) => {
      given = signal;
      return gate.promise;
    });
    database.run = async (_key, _options, work) => {
      work({ insert: () => {} }, 1).catch(() => {});
      await until(() => given !== undefined);
      expect(given?.aborted).toBe(false);
      throw new Error("connection lost");
    };
    expect((await send()).status).toBe(503);
    expect(given?.reason).toMatchObject({ code: "LEASE_LOST" });
    gate.resolve();
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
