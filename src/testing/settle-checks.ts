import { is } from "./expect.js";
import type { Check } from "./trial.js";

const OPERATIONS = ["complete", "release", "extend"] as const;

/** How a run ends. */
export const settleChecks: readonly Check[] = [
  [
    "complete is true, and true again when it is repeated",
    async ({ begin, claim }) => {
      const run = await begin();
      for (let i = 0; i < 3; i++) is(await run.complete(), true, "A completion whose answer was lost is repeated.");
      is((await claim()).state, "done", "The event was completed.");
    },
  ],
  [
    "release lets the next claim run at once",
    async ({ begin }) => {
      is(await (await begin()).release(), true, "The run held its claim.");
      await begin();
    },
  ],
  [
    "a release that is repeated changes nothing",
    async ({ begin }) => {
      const run = await begin();
      await run.release();
      await run.release();
      is((await begin()).attempt, 2, "A release whose answer was lost is repeated: one run, one attempt.");
    },
  ],
  [
    "attempts are kept over five failures",
    async ({ begin }) => {
      for (let attempt = 1; attempt <= 5; attempt++) {
        const run = await begin();
        is(run.attempt, attempt, "The handler may give up after some attempts.");
        await run.release();
      }
    },
  ],
  [
    "after complete, release is false and the event stays done",
    async ({ begin, claim }) => {
      const run = await begin();
      await run.complete();
      is(await run.release(), false, "The effect is there: nothing may run again.");
      is((await claim()).state, "done", "The event was completed.");
    },
  ],
  [
    "after release, complete is false and the event still runs",
    async ({ begin }) => {
      const run = await begin();
      await run.release();
      is(await run.complete(), false, "The run has given its claim back.");
      await begin();
    },
  ],
  [
    "after complete, extend is false and the event stays done",
    async ({ begin, claim }) => {
      const run = await begin();
      await run.complete();
      is(await run.extend(), false, "A heartbeat that comes late must not bring a run back.");
      is((await claim()).state, "done", "The event was completed.");
    },
  ],
  [
    "after release, extend is false and the next claim runs at once",
    async ({ begin }) => {
      const run = await begin();
      await run.release();
      is(await run.extend(), false, "A heartbeat that comes late must not bring a run back.");
      await begin();
    },
  ],
  [
    "a run that was released may do nothing to the next one",
    async ({ begin, claim }) => {
      const first = await begin();
      await first.release();
      const second = await begin();
      for (const operation of OPERATIONS) is(await first[operation](), false, `${operation} is the next run's to say.`);
      is((await claim()).state, "running", "The next run holds its claim.");
      is(await second.complete(), true, "The next run holds its claim.");
    },
  ],
  ...OPERATIONS.map(
    (operation): Check => [
      `${operation} with a fence that is not the run's is false and changes nothing`,
      async (trial) => {
        const run = await trial.begin();
        for (const fence of [run.fence + 1, run.fence - 1, 0]) {
          is(await trial[operation](fence), false, "Only the run that holds the claim may speak for it.");
        }
        is((await trial.claim()).state, "running", "The run still holds its claim.");
        is(await run.complete(), true, "The run still holds its claim.");
      },
    ],
  ),
  [
    "complete, release and extend of an event that was never claimed are false and leave nothing behind",
    async (trial) => {
      for (const operation of OPERATIONS) {
        for (const fence of [0, 1, Date.now()]) is(await trial[operation](fence), false, "There is no such run.");
      }
      is((await trial.begin()).attempt, 1, "The event is new.");
    },
  ],
];
