import { WebhookConfigError } from "../core/errors.js";
import type { TransactionalStore } from "../receiver/idempotency.js";

/** A transactional store, and how a check has an effect in its database. */
export interface TransactionalSetup<Transaction> {
  readonly store: TransactionalStore<Transaction>;
  /** Writes a text in the transaction, as a handler would. */
  readonly write: (transaction: Transaction, text: string) => unknown;
  /** Every text that has been committed, as often as it was. */
  readonly written: () => readonly string[] | Promise<readonly string[]>;
  /** Another store object over the same database, as a second machine has, or this one after a restart. */
  readonly reopen?: (() => TransactionalStore<Transaction> | Promise<TransactionalStore<Transaction>>) | undefined;
  /** Moves the store's clock forward, in milliseconds, where it is a virtual one. Without it real time passes. */
  readonly advance?: ((ms: number) => unknown) | undefined;
  /** Called at the end of each check. */
  readonly close?: (() => unknown) | undefined;
}

/** Gives a store for one check. Checks use keys and texts of their own, so it may be the same store each time. */
export type MakeTransactionalStore<Transaction> = () =>
  | TransactionalSetup<Transaction>
  | Promise<TransactionalSetup<Transaction>>;

/** Options of {@link transactionalStoreChecks} and {@link checkTransactionalStore}. */
export interface TransactionalCheckOptions {
  /** What `make` cannot give: the checks that need it are left out. Default: nothing. */
  readonly without?: readonly "reopen"[] | undefined;
}

export function assertTransactional<Transaction>(
  setup: TransactionalSetup<Transaction>,
): TransactionalSetup<Transaction> {
  if (setup?.store && typeof setup.write === "function" && typeof setup.written === "function") return setup;
  throw new WebhookConfigError("STORE_INVALID", "make gave no { store, write, written }.");
}
