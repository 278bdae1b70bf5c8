import { WebhookConfigError } from "../core/errors.js";
import type { IdempotencyStore } from "../receiver/idempotency.js";

/**
 * A store, and what only its author can do to it. A check that needs something which is not here fails and says so, unless
 * {@link StoreCheckOptions.without} leaves it out.
 */
export interface StoreSetup {
  readonly store: IdempotencyStore;
  /** Another store object over the same data, as a second machine has, or this one after a restart. */
  readonly reopen?: (() => IdempotencyStore | Promise<IdempotencyStore>) | undefined;
  /** Removes a record behind the store's back, as an eviction, a failover or an operator would. */
  readonly lose?: ((key: string) => unknown) | undefined;
  /** Moves the store's clock forward, in milliseconds, where it is a virtual one. Without it real time passes. */
  readonly advance?: ((ms: number) => unknown) | undefined;
  /** Called at the end of each check. */
  readonly close?: (() => unknown) | undefined;
}

/** Gives a store for one check. Checks use keys of their own, so it may be the same store each time. */
export type MakeStore = () => IdempotencyStore | StoreSetup | Promise<IdempotencyStore | StoreSetup>;

/** Options of {@link storeChecks} and {@link checkStore}. */
export interface StoreCheckOptions {
  /** What `make` cannot give: the checks that need it are left out. Default: nothing. */
  readonly without?: readonly ("lose" | "reopen")[] | undefined;
}

export function assertMake(make: unknown): void {
  if (typeof make !== "function") {
    throw new WebhookConfigError(
      "OPTION_INVALID",
      "The first argument is a function that gives a store for one check.",
    );
  }
}

/** A store is known by its operations: it may have a property of any name. */
export function toSetup(made: IdempotencyStore | StoreSetup): StoreSetup {
  const setup = made && "claim" in made ? { store: made } : made;
  if (setup?.store) return setup;
  throw new WebhookConfigError("STORE_INVALID", "make gave neither a store nor an object with one.");
}
