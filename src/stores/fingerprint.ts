import { claimsInMemory } from "../receiver/claims-in-memory.js";
import type { IdempotencyStore } from "../receiver/idempotency.js";
import type { MemoryStoreOptions } from "../receiver/memory-store.js";
import { fingerprints } from "./_siphash.js";

/**
 * A `memoryStore` for millions of events: of a finished one it keeps a fingerprint of 128 bits, not the key, so each takes about
 * 70 bytes, however long its key is. It has the same rules; events in progress, and those whose handler failed, are kept by
 * their key.
 *
 * Two keys with the same fingerprint would be one event to it, and the second delivery would be lost. The odds are 1 in 2^128 for
 * each pair: with 10 million events remembered, 3 in 10^32 for a new one. The fingerprint is SipHash-2-4 with a random key
 * that never leaves the process, so nobody can choose ids that collide.
 * @param options `maxEntries` is 1,000,000 here
 * @throws WebhookConfigError `OPTION_INVALID`
 * @example
 * ```ts
 * import { createReceiver } from "hookonce";
 * import { github } from "hookonce/providers/github";
 * import { fingerprintStore } from "hookonce/stores/fingerprint";
 *
 * const store = fingerprintStore({ maxEntries: 10_000_000 });
 * createReceiver({ provider: github, secret: "It's a Secret to Everybody", store }, (event) => console.log(event.id));
 * ```
 */
export function fingerprintStore(options: MemoryStoreOptions = {}): IdempotencyStore {
  return claimsInMemory(options, 1_000_000, fingerprints);
}
