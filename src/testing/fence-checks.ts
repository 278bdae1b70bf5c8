import { SHORT_MS } from "./clock.js";
import { above, is } from "./expect.js";
import type { Check } from "./trial.js";

const WHY = "A fence that comes again lets the run that had it before speak for this one.";

/** Fences grow, whatever lies between two claims. */
export const fenceChecks: readonly Check[] = [
  [
    "a fence grows at a take-over",
    async ({ begin, takeOver }) => {
      const first = await begin({ leaseMs: SHORT_MS });
      above((await takeOver(first)).fence, first.fence, WHY);
    },
  ],
  [
    "a fence grows at each of 50 claims and releases",
    async ({ begin }) => {
      let last = 0;
      for (let i = 0; i < 50; i++) {
        const run = await begin();
        above(run.fence, last, WHY);
        last = run.fence;
        await run.release();
      }
    },
  ],
  [
    "a fence grows after forget",
    async ({ begin, forget }) => {
      const first = await begin();
      await first.complete();
      is(await forget(), true, "The event was finished.");
      above((await begin()).fence, first.fence, WHY);
    },
  ],
  [
    "a fence grows after the event has expired",
    async ({ begin, outlast }) => {
      const options = { leaseMs: SHORT_MS, retainMs: SHORT_MS };
      const first = await begin(options);
      await first.complete(options);
      await outlast(SHORT_MS);
      above((await begin()).fence, first.fence, WHY);
    },
  ],
];
