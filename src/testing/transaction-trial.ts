import type { TransactionalStore } from "../receiver/idempotency.js";
import { type Clock, createClock, LONG_MS, missing, newKey } from "./clock.js";
import { holds, is } from "./expect.js";
import type { Rule } from "./run-checks.js";
import type { TransactionalSetup } from "./transaction-setup.js";

/** What a run came to. */
export type Outcome = Awaited<ReturnType<TransactionalStore<unknown>["run"]>>;

/** What the work of a check may do: write, by default its key. */
export type Work = (write: (text?: string) => Promise<void>, attempt: number) => Promise<unknown>;

export interface TransactionalMore {
  readonly key?: string;
  readonly retainMs?: number;
  readonly signal?: AbortSignal;
}

/** A store object with the options filled in. */
export interface TransactionalHandle {
  /** Runs the trial's event, which writes its key unless the work is given. */
  run(work?: Work, more?: TransactionalMore): Promise<Outcome>;
  forget(more?: TransactionalMore): Promise<boolean>;
}

/** What a check works with. */
export interface TransactionalTrial extends TransactionalHandle, Clock {
  readonly key: string;
  newKey(): string;
  /** A run that must be committed; gives the value of its work. */
  commit(work?: Work, more?: TransactionalMore): Promise<unknown>;
  /** How often a text was committed. */
  effects(text?: string): Promise<number>;
  reopen(): Promise<TransactionalHandle>;
}

/** A rule of {@link TransactionalStore}. */
export type TransactionalCheck = Rule<TransactionalTrial>;

/** Why most of the rules hold. */
export const ONCE = "The effect of an event happens once.";

/** The error that a run rejects with; `undefined` when it does not. */
export const errorOf = (run: Promise<unknown>) =>
  run.then(
    () => undefined,
    (error: unknown) => error,
  );

const never = new AbortController().signal;

/** A new event, with everything that a check needs. */
export function createTransactionalTrial<Transaction>(setup: TransactionalSetup<Transaction>): TransactionalTrial {
  const ownKey = newKey();
  const handle = (store: TransactionalStore<Transaction>): TransactionalHandle => ({
    async run(work = (write) => write(), { key = ownKey, retainMs = LONG_MS, signal = never } = {}) {
      const outcome = await store.run(key, { retainMs, signal }, (transaction, attempt) =>
        work(async (text = key) => void (await setup.write(transaction, text)), attempt),
      );
      if (outcome.state === "running") {
        const { retryAfterMs } = outcome;
        const positive = Number.isFinite(retryAfterMs) && retryAfterMs > 0;
        holds(positive, "a retryAfterMs above 0", retryAfterMs, "It becomes Retry-After.");
      }
      return outcome;
    },
    forget: ({ key = ownKey, retainMs = LONG_MS, signal = never } = {}) => store.forget(key, { retainMs, signal }),
  });
  const own = handle(setup.store);
  return {
    ...createClock(setup),
    ...own,
    key: ownKey,
    newKey,
    async commit(work, more) {
      const outcome = await own.run(work, more);
      is(outcome.state, "committed", "Nothing stands in the way of this run.");
      return (outcome as { value?: unknown }).value;
    },
    effects: async (text = ownKey) => (await setup.written()).filter((found) => found === text).length,
    async reopen() {
      if (!setup.reopen) throw missing("reopen");
      return handle(await setup.reopen());
    },
  };
}
