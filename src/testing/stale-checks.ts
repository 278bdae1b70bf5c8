import { SHORT_MS } from "./clock.js";
import { is } from "./expect.js";
import type { Check } from "./trial.js";

const WHY = "A run that woke up late must not speak for the one that took over.";

/** What a run may still do when another has taken over: nothing. */
export const staleChecks: readonly Check[] = (["complete", "release", "extend"] as const).flatMap(
  (operation): Check[] => [
    [
      `a stale ${operation} is false while the new run holds the claim, and takes nothing from it`,
      async ({ begin, takeOver, claim }) => {
        const stale = await begin({ leaseMs: SHORT_MS });
        const current = await takeOver(stale);
        is(await stale[operation](), false, WHY);
        is((await claim()).state, "running", "The new run still holds its claim.");
        is(await current.extend(), true, "The new run still holds its claim.");
        is(await current.complete(), true, "The new run still holds its claim.");
      },
    ],
    [
      `a stale ${operation} is false when the new run has completed, and the event stays done`,
      async ({ begin, takeOver, claim }) => {
        const stale = await begin({ leaseMs: SHORT_MS });
        await (await takeOver(stale)).complete();
        is(await stale[operation](), false, WHY);
        is((await claim()).state, "done", "The event was completed.");
      },
    ],
    [
      `a stale ${operation} is false when the new run has been released, and the next claim runs`,
      async ({ begin, takeOver }) => {
        const stale = await begin({ leaseMs: SHORT_MS });
        await (await takeOver(stale)).release();
        is(await stale[operation](), false, WHY);
        is((await begin()).attempt, 3, "The two runs before were attempts.");
      },
    ],
  ],
);
