import { above, is } from "./expect.js";
import type { Check } from "./trial.js";

/** A record that is gone: evicted, lost in a failover, deleted by hand. */
export const lossChecks: readonly Check[] = [
  [
    "a fence grows when the record of a run was lost, and that run may do nothing to the next one",
    async ({ begin, lose }) => {
      const first = await begin();
      await lose();
      const second = await begin();
      above(second.fence, first.fence, "A fence that comes again lets the lost run speak for this one.");
      for (const operation of ["complete", "release", "extend"] as const) {
        is(await first[operation](), false, `${operation} is the next run's to say.`);
      }
      is(await second.complete(), true, "The next run holds its claim.");
    },
  ],
  [
    "a fence grows when the record of a finished event was lost",
    async ({ begin, lose }) => {
      let last = 0;
      for (let i = 0; i < 3; i++) {
        const run = await begin();
        above(run.fence, last, "A fence that comes again lets an earlier run speak for this one.");
        is(run.attempt, 1, "The event is new again.");
        last = run.fence;
        await run.complete();
        await lose();
      }
    },
  ],
  [
    "complete, release and extend of a run whose record was lost are false and leave nothing behind",
    async ({ begin, lose, claim }) => {
      const run = await begin();
      await lose();
      for (const operation of ["complete", "release", "extend"] as const) {
        is(await run[operation](), false, "Another run may have come and gone.");
      }
      is((await claim()).state, "claimed", "Nothing is there any more.");
    },
  ],
];
