import { is } from "./expect.js";
import {
  errorOf,
  ONCE,
  type Outcome,
  type TransactionalCheck,
  type TransactionalHandle,
  type TransactionalTrial,
  type Work,
} from "./transaction-trial.js";

/** A run of the event that has written and waits, a second one that was begun meanwhile, and what both come to. */
async function beside({ run, pass }: TransactionalTrial, end: () => unknown): Promise<[Outcome | undefined, Outcome]> {
  let proceed = () => {};
  const waiting = new Promise<void>((resolve) => {
    proceed = resolve;
  });
  let first: Promise<Outcome | undefined> = Promise.resolve(undefined);
  await new Promise<void>((began, failed) => {
    const work: Work = async (write) => {
      await write();
      began();
      await waiting;
      return end();
    };
    first = run(work).catch((error: unknown) => void failed(error));
  });
  const second = run();
  // It may fail before it is waited for.
  second.catch(() => {});
  await pass(30);
  proceed();
  return Promise.all([first, second]);
}

/** Runs of one event at once: one commits, the others are told what is true, and the effect is there once. */
async function race(trial: TransactionalTrial, handles: readonly TransactionalHandle[], key: string): Promise<void> {
  const outcomes = await Promise.all(handles.map((handle) => handle.run(undefined, { key })));
  const count = (state: Outcome["state"]) => outcomes.filter((outcome) => outcome.state === state).length;
  is(count("committed"), 1, ONCE);
  is(count("done") + count("running"), handles.length - 1, "The others are told what the event is.");
  is(await trial.effects(key), 1, ONCE);
}

/** What happens at the same time. */
export const transactionRaceChecks: readonly TransactionalCheck[] = [
  [
    "of eight runs of an event at once one is committed, for each of three events",
    async (trial) => {
      const eight = Array.from({ length: 8 }, () => trial);
      for (let i = 0; i < 3; i++) await race(trial, eight, trial.newKey());
    },
  ],
  [
    "a run beside one that then commits is done, or is told that it runs",
    async (trial) => {
      const [first, second] = await beside(trial, () => {});
      is(first?.state, "committed", "Nothing stands in the way of the first run.");
      is(second.state === "committed", false, ONCE);
      is((await trial.run()).state, "done", "The event was committed.");
      is(await trial.effects(), 1, ONCE);
    },
  ],
  [
    "a run beside one that then fails is committed, or is told to come again",
    async (trial) => {
      const [, second] = await beside(trial, () => Promise.reject(new Error("The handler failed.")));
      is(second.state === "done", false, "Nothing was committed: done would lose the event.");
      if (second.state === "running") await trial.commit();
      is(await trial.effects(), 1, ONCE);
    },
  ],
  [
    "20 events at once are all committed, each with its own effect",
    async ({ commit, newKey, effects }) => {
      const keys = Array.from({ length: 20 }, newKey);
      await Promise.all(keys.map((key) => commit(undefined, { key })));
      for (const key of keys) is(await effects(key), 1, "Events do not disturb each other.");
    },
  ],
  [
    "the failure of one event leaves those that run beside it",
    async ({ run, commit, newKey, effects }) => {
      const other = newKey();
      const fail = run(async (write) => {
        await write();
        throw new Error("The handler failed.");
      });
      await Promise.all([errorOf(fail), commit(undefined, { key: other })]);
      is(await effects(), 0, "The effect is rolled back with the claim.");
      is(await effects(other), 1, "Events do not disturb each other.");
    },
  ],
];

/** What a second machine sees, and the same one after a restart. */
export const transactionReopenChecks: readonly TransactionalCheck[] = [
  [
    "a committed event is done for another store object",
    async ({ commit, reopen }) => {
      await commit();
      is((await (await reopen()).run()).state, "done", "A restart must not run events again.");
    },
  ],
  [
    "of eight runs at once from two store objects one is committed, for each of three events",
    async (trial) => {
      const other = await trial.reopen();
      const eight = Array.from({ length: 8 }, (_, index) => (index % 2 ? other : trial));
      for (let i = 0; i < 3; i++) await race(trial, eight, trial.newKey());
    },
  ],
  [
    "an event that one store object forgets runs again for another",
    async ({ commit, reopen }) => {
      await commit();
      is(await (await reopen()).forget(), true, "The event was finished.");
      await commit();
    },
  ],
];
