import { LONG_MS, SHORT_MS, settles } from "./clock.js";
import { above, holds, is } from "./expect.js";
import type { Check } from "./trial.js";

const aborted = AbortSignal.abort(new Error("The receiver has given up."));

/** What the operations say, and which options they take. */
export const claimChecks: readonly Check[] = [
  [
    "the first claim of an event is claimed, with attempt 1",
    async ({ begin }) => is((await begin()).attempt, 1, "Attempts are a number, counted from 1."),
  ],
  [
    "a fence is a safe integer above 0",
    async ({ begin }) => above((await begin()).fence, 0, "A fence of 0 is what a caller without a claim would send."),
  ],
  [
    "a second claim is told that the event runs, and takes nothing from the run",
    async ({ begin, claim }) => {
      const run = await begin();
      is((await claim()).state, "running", "Two runs at once do the effect twice.");
      is(await run.complete(), true, "A duplicate must not disturb the run.");
    },
  ],
  [
    "what runs gives the rest of its lease: finite, above 0, never more than the lease",
    async ({ begin, claim, newKey }) => {
      for (const leaseMs of [20_000, 90_000]) {
        const { key } = await begin({ key: newKey(), leaseMs });
        const second = await claim({ key, leaseMs: LONG_MS });
        const left = second.state === "running" ? second.retryAfterMs : Number.NaN;
        holds(left > 0 && left <= leaseMs, `retryAfterMs above 0, up to ${leaseMs}`, left, "It becomes Retry-After.");
      }
    },
  ],
  [
    "a completed event is done, for every later claim",
    async ({ begin, claim }) => {
      is(await (await begin()).complete(), true, "The run held its claim.");
      const later = await Promise.all(Array.from({ length: 10 }, () => claim()));
      for (const { state } of [...later, await claim()]) is(state, "done", "A finished event never runs again.");
    },
  ],
  [
    "a lease and a retention may be fractions of a millisecond",
    async ({ begin, claim }) => {
      const options = { leaseMs: 60_000.75, retainMs: 3_600_000.3 };
      const run = await begin(options);
      is(await run.extend(options), true, "The receiver's options are any finite number.");
      is(await run.release(options), true, "The receiver's options are any finite number.");
      is(await (await begin(options)).complete(options), true, "The receiver's options are any finite number.");
      is((await claim(options)).state, "done", "The event was completed.");
    },
  ],
  [
    "a lease and a retention may be 10^12 milliseconds",
    async ({ begin, claim }) => {
      const options = { leaseMs: 1e12, retainMs: 1e12 };
      const run = await begin(options);
      is((await claim(options)).state, "running", "A long lease is a lease.");
      is(await run.extend(options), true, "The run held its claim.");
      is(await run.complete(options), true, "The run held its claim.");
      is((await claim(options)).state, "done", "The event was completed.");
    },
  ],
  [
    "a claim whose signal has aborted settles, and blocks the event for its lease at the most",
    async ({ key, claim, takeOver, now }) => {
      const sentAt = now();
      const settled = await settles(claim({ signal: aborted, leaseMs: SHORT_MS }));
      is(settled, true, "A call that hangs holds the delivery until the sender gives up.");
      const nobody = { key, sentAt: sentAt - SHORT_MS, leaseMs: SHORT_MS };
      is(await (await takeOver(nobody)).complete(), true, "The event must still run.");
    },
  ],
  [
    "a complete whose signal has aborted settles, and may be repeated",
    async ({ begin, claim }) => {
      const run = await begin();
      is(await settles(run.complete({ signal: aborted })), true, "A call that hangs is never answered.");
      is(await run.complete(), true, "The run holds its claim until it is completed.");
      is((await claim()).state, "done", "The event was completed.");
    },
  ],
  [
    "a signal that aborts after the call undoes nothing",
    async ({ begin, claim }) => {
      const controller = new AbortController();
      const run = await begin({ signal: controller.signal });
      controller.abort();
      is((await claim()).state, "running", "The signal belongs to the call, not to the run.");
      is(await run.complete(), true, "The run held its claim.");
    },
  ],
];
