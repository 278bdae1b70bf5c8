import { SHORT_MS } from "./clock.js";
import { is } from "./expect.js";
import type { Check } from "./trial.js";

const OPERATIONS = ["complete", "release", "extend"] as const;

/** An operator wants an event to run again. */
export const forgetChecks: readonly Check[] = [
  [
    "forget of an event that was never claimed is false",
    async ({ begin, forget }) => {
      is(await forget(), false, "The operator has mistyped the key.");
      is((await begin()).attempt, 1, "The event is new.");
    },
  ],
  [
    "forget of an event that runs is false, and the run goes on",
    async ({ begin, forget, claim }) => {
      const run = await begin();
      is(await forget(), false, "A second run would begin beside the first.");
      is((await claim()).state, "running", "The run holds its claim.");
      is(await run.complete(), true, "The run holds its claim.");
    },
  ],
  [
    "forget of a finished event is true, and it runs again from attempt 1",
    async ({ begin, forget }) => {
      await (await begin()).complete();
      is(await forget(), true, "That is what forget is for.");
      is((await begin()).attempt, 1, "The event is new again.");
    },
  ],
  [
    "forget of a released event is true, and it runs again from attempt 1",
    async ({ begin, forget }) => {
      await (await begin()).release();
      is(await forget(), true, "The record is there, and no run holds it.");
      is((await begin()).attempt, 1, "The event is new again.");
    },
  ],
  [
    "forget of a run whose lease is over is true, and it runs again from attempt 1",
    async ({ begin, forget, outlast }) => {
      await begin({ leaseMs: SHORT_MS });
      await outlast(SHORT_MS);
      is(await forget(), true, "The record is there, and no run holds it.");
      is((await begin()).attempt, 1, "The event is new again.");
    },
  ],
  [
    "forget of an event that is forgotten is false",
    async ({ begin, forget }) => {
      await (await begin()).complete();
      await forget();
      is(await forget(), false, "Nothing is there any more.");
    },
  ],
  [
    "a run whose event was forgotten may neither complete nor release nor extend",
    async ({ begin, forget, outlast }) => {
      const stale = await begin({ leaseMs: SHORT_MS });
      await outlast(SHORT_MS);
      await forget();
      for (const operation of OPERATIONS) is(await stale[operation](), false, "The run has lost its claim.");
      is((await begin()).attempt, 1, "The event is new again.");
    },
  ],
  [
    "a run from before forget may do nothing to the next one",
    async ({ begin, forget }) => {
      const first = await begin();
      await first.complete();
      await forget();
      const second = await begin();
      for (const operation of OPERATIONS) is(await first[operation](), false, `${operation} is the next run's to say.`);
      is(await second.complete(), true, "The next run holds its claim.");
    },
  ],
  [
    "forget of one event leaves the others",
    async ({ begin, forget, claim, newKey }) => {
      const [done, other] = await Promise.all([begin({ key: newKey() }), begin()]);
      await Promise.all([done.complete(), other.complete()]);
      await forget();
      is((await claim({ key: done.key })).state, "done", "Events do not disturb each other.");
    },
  ],
];
