import { SHORT_MS } from "./clock.js";
import { above, is } from "./expect.js";
import { ONE, sixteen } from "./race-checks.js";
import type { Check } from "./trial.js";

/** What a second machine sees, and the same one after a restart. */
export const reopenChecks: readonly Check[] = [
  [
    "a finished event is done for another store object",
    async ({ begin, reopen }) => {
      await (await begin()).complete();
      is((await (await reopen()).claim()).state, "done", "A restart must not run events again.");
    },
  ],
  [
    "an event that runs is running for another store object, which may complete it by its fence",
    async ({ begin, reopen, claim }) => {
      const run = await begin();
      const other = await reopen();
      is((await other.claim()).state, "running", "Two machines must not run one event.");
      is(await other.complete(run.fence), true, "The fence is the right to complete, not the object.");
      is((await claim()).state, "done", "The event was completed.");
    },
  ],
  [
    "a released event runs for another store object, with its attempts and a larger fence",
    async ({ begin, reopen }) => {
      const first = await begin();
      await first.release();
      const second = await (await reopen()).begin();
      is(second.attempt, 2, "Attempts are kept in the store.");
      above(second.fence, first.fence, "Fences grow over all machines.");
    },
  ],
  [
    "a run is taken over by another store object after its lease, and may do nothing any more",
    async ({ begin, reopen }) => {
      const first = await begin({ leaseMs: 200 });
      const second = await (await reopen()).takeOver(first);
      is(second.attempt, 2, "Attempts are kept in the store.");
      above(second.fence, first.fence, "Fences grow over all machines.");
      for (const operation of ["complete", "release", "extend"] as const) {
        is(await first[operation](), false, `${operation} is the next run's to say.`);
      }
      is(await second.complete(), true, "The next run holds its claim.");
    },
  ],
  [
    "an event that one store object forgets runs again for another",
    async ({ begin, reopen, forget }) => {
      const first = await begin();
      await first.complete();
      const other = await reopen();
      is(await other.forget(), true, "The event was finished.");
      is(await forget(), false, "Nothing is there any more.");
      above((await begin()).fence, first.fence, "Fences grow over all machines.");
    },
  ],
  [
    "of 16 claims at once from two store objects one is claimed, 20 times",
    async (trial) => {
      const other = await trial.reopen();
      const rounds = await Promise.all(Array.from({ length: 20 }, () => sixteen(trial.newKey(), trial, other)));
      for (const claims of rounds) is(claims.filter(({ state }) => state === "claimed").length, 1, ONE);
    },
  ],
  [
    "of 16 take-overs at once from two store objects one wins",
    async (trial) => {
      const other = await trial.reopen();
      await trial.begin({ leaseMs: SHORT_MS });
      await trial.outlast(SHORT_MS);
      const claims = await sixteen(trial.key, trial, other);
      is(claims.filter(({ state }) => state === "claimed").length, 1, ONE);
    },
  ],
];
