import { type CheckReport, runAll, type StoreCheck, toChecks } from "./run-checks.js";
import { assertMake } from "./store-setup.js";
import { transactionChecks } from "./transaction-checks.js";
import { transactionRaceChecks, transactionReopenChecks } from "./transaction-race-checks.js";
import {
  assertTransactional,
  type MakeTransactionalStore,
  type TransactionalCheckOptions,
} from "./transaction-setup.js";
import { createTransactionalTrial } from "./transaction-trial.js";

const alwaysChecked = [...transactionChecks, ...transactionRaceChecks];
const canReopen = ({ without = [] }: TransactionalCheckOptions) => !without.includes("reopen");

/**
 * Gives the rules of `TransactionalStore` as checks that run under any test framework. How well failed attempts are counted
 * is not judged: a transaction that was rolled back leaves no trace, so that a store counts as well as it can.
 * @param make {@link MakeTransactionalStore}
 * @param options {@link TransactionalCheckOptions}
 * @throws WebhookConfigError `OPTION_INVALID` when `make` is no function
 * @example
 * ```ts
 * import { type TransactionalSetup, transactionalStoreChecks } from "hookonce/testing";
 * import { test } from "node:test";
 *
 * interface Client {
 *   query(text: string, values?: readonly unknown[]): Promise<{ rows: { text: string }[] }>;
 * }
 * declare const client: Client;
 * declare const store: TransactionalSetup<Client>["store"];
 *
 * const make = () => ({
 *   store,
 *   write: (transaction: Client, text: string) => transaction.query("insert into effects (text) values ($1)", [text]),
 *   written: async () => (await client.query("select text from effects")).rows.map(({ text }) => text),
 * });
 * for (const { name, run } of transactionalStoreChecks(make, { without: ["reopen"] })) test(name, run);
 * ```
 */
export function transactionalStoreChecks<Transaction>(
  make: MakeTransactionalStore<Transaction>,
  options: TransactionalCheckOptions = {},
): StoreCheck[] {
  assertMake(make);
  const rules = canReopen(options) ? [...alwaysChecked, ...transactionReopenChecks] : alwaysChecked;
  return toChecks(rules, async () => {
    const setup = assertTransactional(await make());
    return { trial: createTransactionalTrial(setup), close: async () => setup.close?.() };
  });
}

/**
 * Runs all {@link transactionalStoreChecks}, up to four at once, and gives the names of those that passed and of those that were
 * left out.
 * @param make {@link MakeTransactionalStore}
 * @param options {@link TransactionalCheckOptions}
 * @throws AggregateError with every check that failed, and why
 * @throws WebhookConfigError `OPTION_INVALID` when `make` is no function
 * @example
 * ```ts
 * import { checkTransactionalStore, type MakeTransactionalStore } from "hookonce/testing";
 *
 * declare const make: MakeTransactionalStore<{ query(text: string): Promise<unknown> }>;
 * const { passed } = await checkTransactionalStore(make, { without: ["reopen"] });
 * console.log(`${passed.length} checks passed`);
 * ```
 */
export async function checkTransactionalStore<Transaction>(
  make: MakeTransactionalStore<Transaction>,
  options: TransactionalCheckOptions = {},
): Promise<CheckReport> {
  const checks = transactionalStoreChecks(make, options);
  const setup = assertTransactional(await make());
  await setup.close?.();
  // A virtual clock may be shared: nobody else may move it while a check looks at it.
  const passed = await runAll(checks, setup.advance ? 1 : 4);
  return { passed, unchecked: canReopen(options) ? [] : transactionReopenChecks.map(([name]) => name) };
}
