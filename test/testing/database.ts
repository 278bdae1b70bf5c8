import type { TransactionalStore } from "hookonce";
import type { TransactionalSetup } from "hookonce/testing";

/** What a handler does with the database. */
export interface Transaction {
  insert(text: string): void;
}

type Result<R> = Awaited<ReturnType<TransactionalStore<Transaction>["run"]>> & { value?: R };

/** What can be wrong with a store; nothing by default. */
export interface Faults {
  /** The effect is there before the commit, so that a rollback leaves it. */
  readonly writesAtOnce?: boolean;
  /** The claim is committed before the work. */
  readonly claimsFirst?: boolean;
  readonly forgetsClaim?: boolean;
  /** Looks for the claim, and takes it later. */
  readonly looksFirst?: boolean;
  /** What is running is told to be done. */
  readonly doneTooEarly?: boolean;
  readonly wrapsErrors?: boolean;
  readonly wrapsValue?: boolean;
  readonly noValueNoClaim?: boolean;
  readonly noWriteNoClaim?: boolean;
  readonly worksWhenDone?: boolean;
  readonly attemptsFromZero?: boolean;
  readonly blocksAfterFailure?: boolean;
  readonly forgets?: "nothing" | "always";
  readonly hangsWhenAborted?: boolean;
  readonly commitsWhatAborted?: boolean;
  readonly oneAtATime?: boolean;
  readonly rollsBackTogether?: boolean;
  readonly neverExpires?: boolean;
  readonly key?: (key: string) => string;
  readonly ownClaims?: boolean;
}

/** A database in memory, whose clock is virtual. */
export function setUpDatabase(faults: Faults = {}): TransactionalSetup<Transaction> {
  let now = 0;
  const texts: string[] = [];
  const common = { done: new Map<string, number>(), running: new Set<string>(), failures: new Map<string, number>() };
  const open = new Set<{ failed: boolean }>();

  function createStore(): TransactionalStore<Transaction> {
    const { done, running, failures } = faults.ownClaims ? structuredClone(common) : common;
    const isDone = (key: string) => (done.get(key) ?? 0) > now;

    async function run<R>(
      given: string,
      { retainMs, signal }: { readonly retainMs: number; readonly signal: AbortSignal },
      work: (transaction: Transaction, attempt: number) => Promise<R>,
    ): Promise<Result<R>> {
      const key = faults.key?.(given) ?? given;
      if (faults.hangsWhenAborted && signal.aborted) await new Promise(() => {});
      signal.throwIfAborted();
      const known = isDone(key);
      if (known && faults.worksWhenDone) await work({ insert: () => {} }, 1);
      if (known) return { state: "done" };
      if (running.has(key) && !faults.looksFirst) {
        return faults.doneTooEarly ? { state: "done" } : { state: "running", retryAfterMs: 1000 };
      }
      if (faults.oneAtATime && running.size) return { state: "running", retryAfterMs: 1000 };
      running.add(key);
      const transaction = { failed: false };
      open.add(transaction);
      const written: string[] = [];
      const claim = () => done.set(key, now + (faults.neverExpires ? Number.MAX_SAFE_INTEGER : retainMs));
      const attempt = (failures.get(key) ?? 0) + (faults.attemptsFromZero ? 0 : 1);
      try {
        if (faults.claimsFirst) claim();
        const insert = (text: string) => void (faults.writesAtOnce ? texts : written).push(text);
        const value = await work({ insert }, attempt);
        await null;
        if (transaction.failed) throw new Error("The transaction was rolled back.");
        const unclaimed =
          faults.forgetsClaim ||
          (faults.noValueNoClaim && value === undefined) ||
          (faults.noWriteNoClaim && !written.length);
        if (!unclaimed) claim();
        texts.push(...written);
        return { state: "committed", value: faults.wrapsValue ? (structuredClone(value) as R) : value };
      } catch (error) {
        if (faults.commitsWhatAborted && signal.aborted) texts.push(...written);
        if (faults.blocksAfterFailure) claim();
        if (faults.rollsBackTogether) for (const other of open) other.failed = true;
        failures.set(key, attempt);
        throw faults.wrapsErrors ? new Error("The transaction failed.", { cause: error }) : error;
      } finally {
        running.delete(key);
        open.delete(transaction);
      }
    }

    return {
      run: run as TransactionalStore<Transaction>["run"],
      async forget(given) {
        const key = faults.key?.(given) ?? given;
        if (faults.forgets === "nothing") return isDone(key);
        const known = isDone(key);
        done.delete(key);
        return faults.forgets === "always" || known;
      },
    };
  }

  return {
    store: createStore(),
    reopen: createStore,
    write: (transaction, text) => transaction.insert(text),
    written: () => texts,
    advance(ms) {
      now += ms;
    },
  };
}
