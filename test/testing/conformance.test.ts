import { memoryStore } from "hookonce";
import { checkStore, type MakeStore, storeChecks } from "hookonce/testing";
import { describe, expect, it } from "vitest";
import caught from "./caught.json" with { type: "json" };
import { mutants, ownStore, virtualStore } from "./mutants.js";
import { naiveStores } from "./naive-stores.js";

const names = storeChecks(virtualStore()).map(({ name }) => name);

/** The names of the checks that a store fails; of all, unless some are named. */
async function failing(make: MakeStore, wanted: readonly string[] = names): Promise<string[]> {
  const failed = await Promise.all(
    storeChecks(make)
      .filter(({ name }) => wanted.includes(name))
      .map(({ name, run }) => run().then(...([() => [], () => [name]] as const))),
  );
  return failed.flat();
}

/** Stores for several machines, in all of which each has one for itself. */
const OWN = [
  "a finished event is done for another store object",
  "an event that runs is running for another store object, which may complete it by its fence",
  "a released event runs for another store object, with its attempts and a larger fence",
  "a run is taken over by another store object after its lease, and may do nothing any more",
  "an event that one store object forgets runs again for another",
  "of 16 claims at once from two store objects one is claimed, 20 times",
  "of 16 take-overs at once from two store objects one wins",
];

describe("memoryStore, in real time,", () => {
  const store = memoryStore();
  for (const { name, run } of storeChecks(() => store, { without: ["lose", "reopen"] })) it.concurrent(name, run);
});

describe("the checks", () => {
  it("are at least 40, each with a name of its own", () => {
    expect(names.length).toBeGreaterThanOrEqual(40);
    expect(new Set(names).size).toBe(names.length);
  });

  it("memoryStore passes them all, by a clock that is handed in", async () => {
    const { passed, unchecked } = await checkStore(virtualStore());
    expect(passed).toEqual(names);
    expect(unchecked).toEqual([]);
  });

  it.each(Object.entries(naiveStores))(
    'a store of the kind "%s" fails just those that are written down',
    async (kind, make) => {
      expect(await failing(make)).toEqual(caught[kind as keyof typeof caught]);
    },
  );

  it.each(mutants)("find a store that $fault", async ({ bend, checks }) => {
    expect(await failing(virtualStore(bend), checks)).toEqual(names.filter((name) => checks.includes(name)));
  });

  it("find a store that each machine has for itself", async () => {
    expect(await failing(ownStore)).toEqual(OWN);
  });

  it("are each failed by some broken store", () => {
    const found = new Set([...Object.values(caught).flat(), ...mutants.flatMap(({ checks }) => checks), ...OWN]);
    expect(names.filter((name) => !found.has(name))).toEqual([]);
    expect([...found].filter((name) => !names.includes(name))).toEqual([]);
  });
});
