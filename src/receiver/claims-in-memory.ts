import { WebhookConfigError, WebhookError } from "../core/errors.js";
import { createEntries, type Entry, type Ring } from "./entries.js";
import { createFinishedLog, EXPIRY, type KeyWriter } from "./finished-log.js";
import type { IdempotencyStore } from "./idempotency.js";
import type { MemoryStoreOptions } from "./memory-store.js";

/** How many expired entries one claim clears away. */
const SWEEP = 32;

/** Claims in memory: those of runs, and of runs that failed, as objects; those of finished events in a log. */
export function claimsInMemory(
  options: MemoryStoreOptions,
  most: number,
  writer: (seed: Uint32Array) => KeyWriter,
): IdempotencyStore {
  const { maxEntries = most, clock = Date.now } = { ...options };
  if (!Number.isSafeInteger(maxEntries) || maxEntries < 1 || typeof clock !== "function") {
    throw new WebhookConfigError(
      "OPTION_INVALID",
      "A memory store takes maxEntries, a whole number from 1, and a clock.",
    );
  }
  const entries = createEntries();
  const { running, released, first, drop } = entries;
  const finished = createFinishedLog(writer);
  let lastFence = 0;

  const held = (entry: Entry, now: number) => !entry.released && entry.leaseUntil > now;
  const known = (entry: Entry | undefined, now: number): entry is Entry =>
    entry !== undefined && (entry.expiresAt > now || held(entry, now));

  function sweepRing(end: Ring, now: number): void {
    for (let i = 0, entry = first(end); i < SWEEP && entry && !known(entry, now); i++, entry = first(end)) drop(entry);
  }

  function sweep(now: number): void {
    for (let i = 0; i < SWEEP && finished.oldestExpiry() <= now; i++) finished.dropOldest();
    sweepRing(running, now);
    sweepRing(released, now);
  }

  function makeRoom(now: number): void {
    if (entries.size() + finished.count() < maxEntries) return;
    const run = first(running);
    // A long run must not hide those that have lapsed behind it.
    if (run && held(run, now)) entries.toEnd(running, run);
    const failed = first(released);
    const lapsed = first(running);
    let oldest = failed;
    if (lapsed && !held(lapsed, now) && !(failed && failed.expiresAt <= lapsed.expiresAt)) oldest = lapsed;
    if (oldest && oldest.expiresAt < finished.oldestExpiry()) drop(oldest);
    else if (finished.count()) finished.dropOldest();
    else dropEnded(now);
  }

  function dropEnded(now: number): void {
    let ended = first(released) ?? first(running);
    // Leases may differ in length: one that came later may have lapsed.
    while (ended && held(ended, now)) ended = ended.next === running ? undefined : (ended.next as Entry);
    if (!ended) {
      throw new WebhookError("STORE_FULL", `All ${maxEntries} entries of the memory store are claims in progress.`);
    }
    drop(ended);
  }

  /** Ends the run that holds this fence. */
  function settle(key: string, fence: number, done: boolean, retainMs: number): boolean {
    const words = finished.read(key);
    const entry = entries.find(key, words[0] as number);
    if (!entry) {
      const found = finished.find(words);
      return done && found !== undefined && found.units[found.at] === fence;
    }
    if (entry.fence !== fence) return false;
    if (entry.released) return !done;
    const expiresAt = clock() + retainMs;
    if (done) {
      drop(entry);
      finished.add(words, fence, expiresAt);
    } else {
      entry.released = true;
      entry.expiresAt = expiresAt;
      entries.toEnd(released, entry);
    }
    return true;
  }

  return {
    async claim(key, { leaseMs, retainMs }) {
      const now = clock();
      sweep(now);
      const words = finished.read(key);
      const hash = words[0] as number;
      const entry = entries.find(key, hash);
      const before = known(entry, now) ? entry.attempt : 0;
      if (entry) {
        if (held(entry, now)) return { state: "running", retryAfterMs: entry.leaseUntil - now };
        drop(entry);
      } else {
        const found = finished.find(words);
        if (found) {
          if ((found.units[found.at + EXPIRY] as number) > now) return { state: "done" };
          finished.remove(found);
        }
      }
      makeRoom(now);
      lastFence = Math.max(lastFence + 1, Math.floor(now));
      const attempt = before + 1;
      entries.add(key, hash, lastFence, attempt, now + leaseMs, now + Math.max(retainMs, leaseMs));
      return { state: "claimed", fence: lastFence, attempt };
    },
    async complete(key, fence, { retainMs }) {
      return settle(key, fence, true, retainMs);
    },
    async release(key, fence, { retainMs }) {
      return settle(key, fence, false, retainMs);
    },
    async extend(key, fence, { leaseMs }) {
      const entry = entries.find(key, finished.read(key)[0] as number);
      if (entry?.fence !== fence || entry.released) return false;
      entry.leaseUntil = clock() + leaseMs;
      entries.toEnd(running, entry);
      return true;
    },
    async forget(key) {
      const now = clock();
      const words = finished.read(key);
      const entry = entries.find(key, words[0] as number);
      if (entry) {
        if (!known(entry, now) || held(entry, now)) return false;
        drop(entry);
        return true;
      }
      const found = finished.find(words);
      if (!found || (found.units[found.at + EXPIRY] as number) <= now) return false;
      finished.remove(found);
      return true;
    },
  };
}
