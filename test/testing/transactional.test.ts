import { WebhookConfigError } from "hookonce";
import { checkTransactionalStore, transactionalStoreChecks } from "hookonce/testing";
import { describe, expect, it } from "vitest";
import { type Faults, setUpDatabase } from "./database.js";

const names = transactionalStoreChecks(() => setUpDatabase()).map(({ name }) => name);

async function failing(faults: Faults): Promise<string[]> {
  const failed = await Promise.all(
    transactionalStoreChecks(() => setUpDatabase(faults)).map(({ name, run }) =>
      run().then(...([() => [], () => [name]] as const)),
    ),
  );
  return failed.flat();
}

// [what is wrong, some of the checks that must find it]
const faulty: [Faults, string[]][] = [
  [
    { writesAtOnce: true },
    [
      "what the work throws comes out as it is, and nothing of the work is left",
      "a run that gives up when its signal aborts leaves nothing, and the event runs again",
      "the failure of one event leaves those that run beside it",
    ],
  ],
  [
    { claimsFirst: true },
    [
      "an event whose work failed runs again, and its effect is there once",
      "a run beside one that then fails is committed, or is told to come again",
    ],
  ],
  [
    { forgetsClaim: true },
    [
      "the second run of an event is done: its work is not called, and nothing is written",
      "a run beside one that then commits is done, or is told that it runs",
      "keys that differ in any character are events of their own",
      "a committed event is done for another store object",
    ],
  ],
  [
    { looksFirst: true },
    [
      "of eight runs of an event at once one is committed, for each of three events",
      "a run beside one that then commits is done, or is told that it runs",
      "of eight runs at once from two store objects one is committed, for each of three events",
    ],
  ],
  [{ doneTooEarly: true }, ["a run beside one that then fails is committed, or is told to come again"]],
  [
    { wrapsErrors: true },
    [
      "what the work throws comes out as it is, and nothing of the work is left",
      "an event whose work failed runs again, and its effect is there once",
    ],
  ],
  [{ wrapsValue: true }, ["the first run is committed, with the very value of its work"]],
  [{ noValueNoClaim: true }, ["work may give undefined"]],
  [{ noWriteNoClaim: true }, ["an event whose work writes nothing is done as well"]],
  [{ worksWhenDone: true }, ["the second run of an event is done: its work is not called, and nothing is written"]],
  [{ attemptsFromZero: true }, ["the work is told its attempt: a whole number from 1"]],
  [{ blocksAfterFailure: true }, ["an event whose work failed runs again, and its effect is there once"]],
  [
    { forgets: "nothing" },
    [
      "forget of a finished event is true, and it runs again",
      "forget is false when nothing is there, and when it is repeated",
      "an event that one store object forgets runs again for another",
    ],
  ],
  [{ forgets: "always" }, ["forget is false when nothing is there, and when it is repeated"]],
  [{ hangsWhenAborted: true }, ["a run whose signal has aborted settles, and writes only what it commits"]],
  [
    { commitsWhatAborted: true },
    ["a run that gives up when its signal aborts leaves nothing, and the event runs again"],
  ],
  [{ oneAtATime: true }, ["20 events at once are all committed, each with its own effect"]],
  [{ rollsBackTogether: true }, ["the failure of one event leaves those that run beside it"]],
  [{ neverExpires: true }, ["an event is done until its retention is over, and then runs again"]],
  [{ key: (key) => key.toLowerCase() }, ["keys that differ in any character are events of their own"]],
  [
    { ownClaims: true },
    [
      "a committed event is done for another store object",
      "of eight runs at once from two store objects one is committed, for each of three events",
      "an event that one store object forgets runs again for another",
    ],
  ],
];

/** No fault of ours makes an effect vanish; this one does. */
const losing = () => ({ ...setUpDatabase(), written: () => [] });

describe("the transactional checks", () => {
  it("are at least 15, each with a name of its own", () => {
    expect(names.length).toBeGreaterThanOrEqual(15);
    expect(new Set(names).size).toBe(names.length);
  });

  it("a right store passes them all", async () => {
    expect(await checkTransactionalStore(() => setUpDatabase())).toEqual({ passed: names, unchecked: [] });
  });

  it.each(faulty)("find %o", async (faults, expected) => {
    expect(await failing(faults)).toEqual(expect.arrayContaining(expected));
  });

  it("find a database that loses what is committed", async () => {
    const checks = transactionalStoreChecks(losing);
    const check = checks.find(({ name }) => name === "what the work wrote is there when the run is committed");
    await expect(check?.run()).rejects.toThrow("Expected 1, got 0. The effect and the claim are committed together.");
  });

  it("are each failed by some broken store", () => {
    const found = new Set([
      "what the work wrote is there when the run is committed",
      ...faulty.flatMap(([, expected]) => expected),
    ]);
    expect(names.filter((name) => !found.has(name))).toEqual([]);
    expect([...found].filter((name) => !names.includes(name))).toEqual([]);
  });

  it("without reopen, the checks that need it are named, not passed", async () => {
    const { reopen, ...single } = setUpDatabase();
    expect(reopen).toBeTypeOf("function");
    const { passed, unchecked } = await checkTransactionalStore(() => single, { without: ["reopen"] });
    expect([...passed, ...unchecked]).toEqual(names);
    expect(unchecked).toHaveLength(3);
    await expect(checkTransactionalStore(() => single)).rejects.toThrow(
      /^3 of \d+ checks failed:\n- .+: This check needs reopen/,
    );
  });

  it("a make that gives no transactional store is refused", async () => {
    expect(() => transactionalStoreChecks(setUpDatabase() as never)).toThrow(WebhookConfigError);
    const { write, ...rest } = setUpDatabase();
    expect(write).toBeTypeOf("function");
    await expect(checkTransactionalStore(() => rest as never)).rejects.toMatchObject({ code: "STORE_INVALID" });
  });
});
