import { LONG_MS, SHORT_MS } from "./clock.js";
import { is } from "./expect.js";
import type { Check } from "./trial.js";

/** How long a run holds its claim. */
export const leaseChecks: readonly Check[] = [
  [
    "a run is taken over when its lease is over, not before and not a retention later",
    async ({ begin, takeOver }) => {
      await takeOver(await begin({ leaseMs: 200, retainMs: LONG_MS }));
    },
  ],
  [
    "a run that crashes each time is taken over each time, and its attempts are counted",
    async ({ begin, takeOver }) => {
      let run = await begin({ leaseMs: SHORT_MS });
      for (const attempt of [2, 3, 4]) {
        run = await takeOver(run, { leaseMs: SHORT_MS });
        is(run.attempt, attempt, "An event that kills its handler is known by its attempts.");
      }
    },
  ],
  [
    "a take-over has a lease of its own",
    async ({ begin, takeOver, outlast, claim }) => {
      await takeOver(await begin({ leaseMs: SHORT_MS }));
      await outlast(SHORT_MS);
      is((await claim()).state, "running", "The lease of the run before does not count.");
    },
  ],
  [
    "a lease is as long as its claim asked for, whatever the next claim asks for",
    async ({ begin, outlast, claim }) => {
      await begin();
      await outlast(SHORT_MS);
      is((await claim({ leaseMs: SHORT_MS })).state, "running", "A claim does not judge a lease by its own options.");
    },
  ],
  [
    "extend holds the claim from then on for a whole lease, and no longer",
    async ({ begin, takeOver, now }) => {
      const run = await begin({ leaseMs: SHORT_MS });
      const sentAt = now();
      is(await run.extend({ leaseMs: 250 }), true, "Nobody has taken over.");
      await takeOver({ ...run, sentAt, leaseMs: 250 });
    },
  ],
  [
    "heartbeats take nothing from a run: it completes, and it is one attempt",
    async ({ begin }) => {
      const run = await begin();
      for (let i = 0; i < 5; i++) is(await run.extend(), true, "The run holds its claim.");
      is(await run.release(), true, "A heartbeat gives no other fence.");
      const second = await begin();
      is(second.attempt, 2, "A heartbeat is no attempt.");
      await second.extend();
      is(await second.complete(), true, "A heartbeat gives no other fence.");
    },
  ],
  [
    "a completion after the lease is true when nobody has taken over",
    async ({ begin, outlast, claim }) => {
      const run = await begin({ leaseMs: SHORT_MS });
      await outlast(SHORT_MS);
      is(await run.complete(), true, "The effect is there, and no other run has begun: refusing would repeat it.");
      is((await claim()).state, "done", "The event was completed.");
    },
  ],
  [
    "a release after the lease is true when nobody has taken over",
    async ({ begin, outlast }) => {
      const run = await begin({ leaseMs: SHORT_MS });
      await outlast(SHORT_MS);
      is(await run.release(), true, "No other run has begun.");
      is((await begin()).attempt, 2, "The run was an attempt.");
    },
  ],
  [
    "a heartbeat after the lease holds the claim again when nobody has taken over",
    async ({ begin, outlast, claim }) => {
      const run = await begin({ leaseMs: SHORT_MS });
      await outlast(SHORT_MS);
      is(await run.extend(), true, "No other run has begun.");
      is((await claim()).state, "running", "A heartbeat that is true holds the claim.");
    },
  ],
];
