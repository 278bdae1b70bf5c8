import { digest } from "#crypto";
import type { KeyedEvent } from "../core/event.js";
import type { Maybe, Part } from "../crypto/types.js";
import { encodeBase64 } from "../encoding/base64.js";

/** What a claim gave: the right to run the event, or why not. */
export type Claim =
  | { readonly state: "claimed"; readonly fence: number; readonly attempt: number }
  | { readonly state: "running"; readonly retryAfterMs: number }
  | { readonly state: "done" };

/** The same object for all operations of a run. The receiver keeps the deadline of each call itself; `signal` is a courtesy. */
export interface StoreOptions {
  /** For how long a claim holds without an {@link IdempotencyStore.extend}. */
  readonly leaseMs: number;
  /** For how long a record is kept. */
  readonly retainMs: number;
  readonly signal: AbortSignal;
}

/**
 * Where claims live, grade *claimed*: one run at a time, a finished event never runs again, a crashed run is taken over after its
 * lease, a stale run can no longer complete, release or extend.
 *
 * A fence is never used twice for a key, even when its record was lost: `max(previous + 1, the store's clock)`, in microseconds where
 * the store has them, because many claims within a millisecond would outrun a clock of milliseconds. Time is compared inside the
 * store, never between machines.
 *
 * @example
 * ```ts
 * import { createReceiver, type IdempotencyStore } from "hookonce";
 * import { github } from "hookonce/providers/github";
 *
 * declare const store: IdempotencyStore;
 * createReceiver({ provider: github, secret: "It's a Secret to Everybody", store }, (event) => console.log(event.id));
 * ```
 */
export interface IdempotencyStore {
  /** One atomic step and one round trip. Never makes a record without an expiry. */
  claim(key: string, options: StoreOptions): Promise<Claim>;
  /** The effect is there. Again with the same fence: `true`. Another run has taken over: `false`. */
  complete(key: string, fence: number, options: StoreOptions): Promise<boolean>;
  /** The handler failed: the next delivery may run at once. Attempts are kept. After `complete`: `false`. */
  release(key: string, fence: number, options: StoreOptions): Promise<boolean>;
  /** A heartbeat. `false` when another run has taken over, or after `complete` or `release`. */
  extend(key: string, fence: number, options: StoreOptions): Promise<boolean>;
  /** An operator wants the event to run again. `false` when nothing is there, or a run holds it. */
  forget(key: string, options: StoreOptions): Promise<boolean>;
}

/**
 * Where claims live, grade *transactional*: the claim is a row in the handler's own transaction, so that the handler's writes in
 * that database happen exactly once, whatever is killed.
 */
export interface TransactionalStore<Transaction> {
  /** Commits the claim with the work, or neither. Throws what `work` throws, after the rollback. */
  run<R>(
    key: string,
    options: Omit<StoreOptions, "leaseMs">,
    work: (transaction: Transaction, attempt: number) => Promise<R>,
  ): Promise<
    | { readonly state: "committed"; readonly value: R }
    | { readonly state: "running"; readonly retryAfterMs: number }
    | { readonly state: "done" }
  >;
  /** An operator wants the event to run again. `false` when nothing is there. */
  forget(key: string, options: Omit<StoreOptions, "leaseMs">): Promise<boolean>;
}

/** A store of either grade. */
// biome-ignore lint/suspicious/noExplicitAny: the transaction of any client.
export type AnyStore = IdempotencyStore | TransactionalStore<any>;

/** Whether a store is of the grade transactional. */
export const isTransactional = (store: AnyStore): store is TransactionalStore<unknown> => "run" in store;

const hashed = (hash: Uint8Array) => `~${encodeBase64(hash, true)}`;

/**
 * `<provider>:<endpoint>:<id>`, in the clear where the id is plain, so that an operator can find `evt_…`; else `~` and a digest.
 * Lengths stand before the parts of the digest, so that no two lists of parts are the same text.
 */
export function idempotencyKey(event: KeyedEvent, endpoint: string): Maybe<string> {
  const { id } = event;
  const also = event.keyAlso();
  const head = `${event.provider}:${endpoint}:`;
  if (!also.length && /^[A-Za-z0-9_-]{1,64}$/.test(id)) return head + id;
  const parts: Part[] = [id, ...also].map((part) => `${part.length}:${part}`);
  const hash = digest("sha256", parts);
  return hash instanceof Promise ? hash.then((bytes) => head + hashed(bytes)) : head + hashed(hash);
}
