import { claimsInMemory } from "./claims-in-memory.js";
import type { IdempotencyStore } from "./idempotency.js";
import { wholeKeys } from "./whole-keys.js";

/** Options of {@link memoryStore}. */
export interface MemoryStoreOptions {
  /** How many events it remembers. Default 100,000. */
  readonly maxEntries?: number | undefined;
  /** Milliseconds. Default `Date.now`. */
  readonly clock?: (() => number) | undefined;
}

/**
 * Claims in the memory of this process: right for one process, lost when it ends. It is bounded, drops what expires first when it
 * is full, never a claim in progress, and keeps no timer.
 * @param options {@link MemoryStoreOptions}
 * @throws WebhookConfigError `OPTION_INVALID`
 * @example
 * ```ts
 * import { createReceiver, memoryStore } from "hookonce";
 * import { github } from "hookonce/providers/github";
 *
 * const store = memoryStore({ maxEntries: 10_000 });
 * createReceiver({ provider: github, secret: "It's a Secret to Everybody", store }, (event) => console.log(event.id));
 * ```
 */
export function memoryStore(options: MemoryStoreOptions = {}): IdempotencyStore {
  return claimsInMemory(options, 100_000, wholeKeys);
}
