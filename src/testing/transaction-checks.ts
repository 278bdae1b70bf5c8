import { PATIENCE_MS, settles } from "./clock.js";
import { holds, is } from "./expect.js";
import { KEYS } from "./key-checks.js";
import { errorOf, ONCE, type TransactionalCheck } from "./transaction-trial.js";

/** What a transactional store promises. */
export const transactionChecks: readonly TransactionalCheck[] = [
  [
    "the first run is committed, with the very value of its work",
    async ({ commit }) => {
      const value = { status: 200 };
      is((await commit(async () => value)) === value, true, "The receiver answers with it.");
    },
  ],
  [
    "work may give undefined",
    async ({ commit, run }) => {
      is(await commit(async () => {}), undefined, "A handler need not answer.");
      is((await run()).state, "done", "The event was committed.");
    },
  ],
  [
    "what the work wrote is there when the run is committed",
    async ({ commit, effects }) => {
      await commit();
      is(await effects(), 1, "The effect and the claim are committed together.");
    },
  ],
  [
    "the second run of an event is done: its work is not called, and nothing is written",
    async ({ commit, run, effects }) => {
      await commit();
      let called = false;
      const second = await run(async (write) => {
        called = true;
        await write();
      });
      is(second.state, "done", "A finished event never runs again.");
      is(called, false, "A finished event never runs again.");
      is(await effects(), 1, ONCE);
    },
  ],
  [
    "an event whose work writes nothing is done as well",
    async ({ commit, run }) => {
      await commit(async () => "nothing to do");
      is((await run()).state, "done", "The claim is a row of its own.");
    },
  ],
  [
    "what the work throws comes out as it is, and nothing of the work is left",
    async ({ run, effects }) => {
      const thrown = new Error("The handler failed.");
      const error = await errorOf(
        run(async (write) => {
          await write();
          await write();
          throw thrown;
        }),
      );
      is(error === thrown, true, "The receiver knows its own error by identity.");
      is(await effects(), 0, "The effect is rolled back with the claim.");
    },
  ],
  [
    "an event whose work failed runs again, and its effect is there once",
    async ({ run, commit, effects }) => {
      const fail = run(async (write) => {
        await write();
        throw "not an Error";
      });
      is(await errorOf(fail), "not an Error", "Anything can be thrown.");
      await commit();
      is(await effects(), 1, "A claim that stays after a rollback loses the event.");
    },
  ],
  [
    "the work is told its attempt: a whole number from 1",
    async ({ run, commit }) => {
      const attempts: number[] = [];
      const note = async (_write: unknown, attempt: number) => void attempts.push(attempt);
      await errorOf(run((write, attempt) => note(write, attempt).then(() => Promise.reject(new Error("failed")))));
      await commit(note);
      is(attempts[0], 1, "Attempts are counted from 1.");
      for (const attempt of attempts) {
        holds(Number.isSafeInteger(attempt) && attempt >= 1, "a whole number from 1", attempt, "Handlers compare it.");
      }
    },
  ],
  [
    "forget of a finished event is true, and it runs again",
    async ({ commit, forget, effects }) => {
      await commit();
      is(await forget(), true, "That is what forget is for.");
      await commit();
      is(await effects(), 2, "The operator asked for a second run.");
    },
  ],
  [
    "forget is false when nothing is there, and when it is repeated",
    async ({ commit, forget }) => {
      is(await forget(), false, "The operator has mistyped the key.");
      await commit();
      await forget();
      is(await forget(), false, "Nothing is there any more.");
    },
  ],
  [
    "a run whose signal has aborted settles, and writes only what it commits",
    async ({ run, effects }) => {
      const signal = AbortSignal.abort(new Error("The receiver has given up."));
      const aborted = run(undefined, { signal });
      is(await settles(aborted), true, "A call that hangs holds the delivery until the sender gives up.");
      const committed = await aborted.then(({ state }) => state === "committed").catch(() => false);
      is(await effects(), committed ? 1 : 0, "The effect and the claim are committed together.");
      is((await run()).state, committed ? "done" : "committed", "An event that did not run must still run.");
      is(await effects(), 1, ONCE);
    },
  ],
  [
    "a run that gives up when its signal aborts leaves nothing, and the event runs again",
    async ({ run, commit, effects }) => {
      const controller = new AbortController();
      const given = run(
        async (write) => {
          await write();
          controller.abort(new Error("The receiver has given up."));
          throw controller.signal.reason;
        },
        { signal: controller.signal },
      );
      holds((await errorOf(given)) !== undefined, "an error", "none", "Nothing was committed.");
      is(await effects(), 0, "The effect is rolled back with the claim.");
      await commit();
      is(await effects(), 1, ONCE);
    },
  ],
  [
    "keys that differ in any character are events of their own",
    async ({ run, newKey, effects }) => {
      const base = newKey();
      const keys = new Set(KEYS.flatMap(([, endings]) => endings).map((ending) => base + ending));
      for (const key of keys) {
        is((await run(undefined, { key })).state, "committed", `${key} is an event of its own.`);
        is(await effects(key), 1, "A text is written as it is.");
      }
      for (const key of keys) is((await run(undefined, { key })).state, "done", `${key} was committed.`);
    },
  ],
  [
    "an event is done until its retention is over, and then runs again",
    async ({ commit, run, now, pass }) => {
      const since = now();
      await commit(undefined, { retainMs: 250 });
      for (;;) {
        const sentAt = now();
        const { state } = await run(undefined, { retainMs: 250 });
        const kept = now() - since;
        if (state === "committed")
          return holds(kept >= 245, "an event that is kept for 250 ms", `one for ${kept} ms`, ONCE);
        is(state, "done", "The event was committed.");
        holds(sentAt - since < 250 + PATIENCE_MS, "an expiry", "none", "A store that never forgets fills up.");
        await pass(10);
      }
    },
  ],
];
