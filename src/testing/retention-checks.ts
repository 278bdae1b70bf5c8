import { LONG_MS, PATIENCE_MS, SHORT_MS } from "./clock.js";
import { holds, is } from "./expect.js";
import type { Check } from "./trial.js";

const brief = { leaseMs: SHORT_MS, retainMs: SHORT_MS * 2 };

/** How long a record is kept. */
export const retentionChecks: readonly Check[] = [
  [
    "a finished event is done until its retention is over, and then runs from attempt 1",
    async ({ begin, claim, now, pass }) => {
      const options = { leaseMs: SHORT_MS, retainMs: 250 };
      const run = await begin(options);
      await run.complete(options);
      for (;;) {
        const sentAt = now();
        const result = await claim(options);
        const kept = now() - run.sentAt;
        if (result.state === "claimed") {
          holds(kept >= 245, "an event that is kept for 250 ms", `one for ${kept} ms`, "A retry runs it again.");
          is(result.attempt, 1, "The event is new again.");
          return;
        }
        is(result.state, "done", "A finished event runs no more.");
        holds(sentAt - run.sentAt < 250 + PATIENCE_MS, "an expiry", "none", "A store that never forgets fills up.");
        await pass(10);
      }
    },
  ],
  [
    "a finished event outlives its lease",
    async ({ begin, claim, outlast }) => {
      await (await begin({ leaseMs: SHORT_MS })).complete({ leaseMs: SHORT_MS });
      await outlast(SHORT_MS);
      is((await claim()).state, "done", "A finished event that is kept for a lease runs again at the next retry.");
    },
  ],
  [
    "a claim that is never completed is gone after its retention",
    async ({ begin, outlast }) => {
      await begin(brief);
      await outlast(brief.retainMs);
      is((await begin()).attempt, 1, "A record without an expiry stays for ever.");
    },
  ],
  [
    "a released event is gone after its retention",
    async ({ begin, outlast }) => {
      await (await begin(brief)).release(brief);
      await outlast(brief.retainMs);
      is((await begin()).attempt, 1, "A record without an expiry stays for ever.");
    },
  ],
  [
    "a lapsed event keeps its attempts until its retention is over",
    async ({ begin, outlast }) => {
      await begin({ leaseMs: SHORT_MS, retainMs: LONG_MS });
      await outlast(SHORT_MS * 2);
      is((await begin()).attempt, 2, "The record is kept for its retention, not for its lease.");
    },
  ],
  [
    "a retention that is shorter than the lease takes no claim from a run",
    async ({ begin, claim, outlast }) => {
      const run = await begin({ retainMs: SHORT_MS });
      await outlast(SHORT_MS);
      is((await claim({ retainMs: SHORT_MS })).state, "running", "A run holds its claim for its lease.");
      is(await run.complete(), true, "A run holds its claim for its lease.");
    },
  ],
  [
    "a heartbeat holds a run beyond its retention",
    async ({ begin, claim, outlast, now, newKey }) => {
      for (const retainMs of [150, 3000]) {
        const run = await begin({ key: newKey(), leaseMs: SHORT_MS, retainMs });
        const kept = await run.extend({ retainMs });
        // A machine that was busy for so long lets the record expire: once more, with time to spare.
        if (!kept && now() - run.sentAt >= retainMs) continue;
        is(kept, true, "Nobody has taken over.");
        await outlast(retainMs);
        is((await claim({ key: run.key, retainMs })).state, "running", "A long run is still one run.");
        is(await run.complete(), true, "A run holds its claim for its lease.");
        return;
      }
    },
  ],
  [
    "a run from before the expiry may do nothing to the next one",
    async ({ begin, outlast }) => {
      const first = await begin(brief);
      await outlast(brief.retainMs);
      const second = await begin();
      for (const operation of ["complete", "release", "extend"] as const) {
        is(await first[operation](), false, `${operation} is the next run's to say.`);
      }
      is(await second.complete(), true, "The next run holds its claim.");
    },
  ],
];
