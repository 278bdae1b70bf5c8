import { WebhookConfigError, WebhookError } from "../core/errors.js";
import { createFinishedLog, EXPIRY, type KeyWriter } from "./finished-log.js";
import type { IdempotencyStore } from "./idempotency.js";
import type { MemoryStoreOptions } from "./memory-store.js";

interface Link {
  previous: Link;
  next: Link;
}

interface Entry extends Link {
  readonly key: string;
  readonly hash: number;
  /** The next one in the same bucket. */
  beside: Entry | undefined;
  released: boolean;
  readonly fence: number;
  readonly attempt: number;
  leaseUntil: number;
  expiresAt: number;
}

/** How many expired entries one claim clears away. */
const SWEEP = 32;

/**
 * Entries in the order in which they came, as a ring that begins at itself. The order of a Map would not do: its first key
 * costs a walk over what was deleted, and an iterator that waits there keeps every table that the map has outgrown.
 */
function ring(): Link {
  const link = {} as Link;
  link.previous = link.next = link;
  return link;
}

function unlink({ previous, next }: Link): void {
  previous.next = next;
  next.previous = previous;
}

/** Puts an entry at the end of a ring. */
function append(end: Link, link: Link): void {
  link.previous = end.previous;
  link.next = end;
  end.previous.next = end.previous = link;
}

function toEnd(end: Link, link: Link): void {
  unlink(link);
  append(end, link);
}

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
  // Not a Map: one whose entries come and go leaves a trail of outgrown tables, each of which keeps the next one alive.
  let buckets: (Entry | undefined)[] = Array(64).fill(undefined);
  let size = 0;
  const running = ring();
  const released = ring();
  const finished = createFinishedLog(writer);
  let lastFence = 0;

  const held = (entry: Entry, now: number) => !entry.released && entry.leaseUntil > now;
  const known = (entry: Entry | undefined, now: number): entry is Entry =>
    entry !== undefined && (entry.expiresAt > now || held(entry, now));

  function entryOf(key: string, hash: number): Entry | undefined {
    let entry = buckets[hash & (buckets.length - 1)];
    while (entry && (entry.hash !== hash || entry.key !== key)) entry = entry.beside;
    return entry;
  }

  function put(entry: Entry): void {
    const bucket = entry.hash & (buckets.length - 1);
    entry.beside = buckets[bucket];
    buckets[bucket] = entry;
  }

  function grow(): void {
    buckets = Array(2 * buckets.length).fill(undefined);
    for (const end of [running, released]) for (let link = end.next; link !== end; link = link.next) put(link as Entry);
  }

  function drop(entry: Entry): void {
    unlink(entry);
    size--;
    const bucket = entry.hash & (buckets.length - 1);
    let before = buckets[bucket];
    if (before === entry) buckets[bucket] = entry.beside;
    else {
      while (before && before.beside !== entry) before = before.beside;
      if (before) before.beside = entry.beside;
    }
  }

  function sweepRing(end: Link, now: number): void {
    for (let i = 0; i < SWEEP && end.next !== end && !known(end.next as Entry, now); i++) drop(end.next as Entry);
  }

  function sweep(now: number): void {
    for (let i = 0; i < SWEEP && finished.oldestExpiry() <= now; i++) finished.dropOldest();
    sweepRing(running, now);
    sweepRing(released, now);
  }

  function makeRoom(now: number): void {
    if (size + finished.count() < maxEntries) return;
    // A long run must not hide those that have lapsed behind it.
    if (running.next !== running && held(running.next as Entry, now)) toEnd(running, running.next);
    const [failed, lapsed] = [expiryOf(released, now), expiryOf(running, now)];
    if (Math.min(failed, lapsed) < finished.oldestExpiry()) drop((failed < lapsed ? released : running).next as Entry);
    else if (finished.count()) finished.dropOldest();
    else dropEnded(now);
  }

  /** When the first of a ring expires; never, when a run holds it. */
  const expiryOf = ({ next }: Link, now: number) =>
    next === running || next === released || held(next as Entry, now)
      ? Number.POSITIVE_INFINITY
      : (next as Entry).expiresAt;

  function dropEnded(now: number): void {
    // Leases may differ in length: one that came later may have lapsed.
    for (const end of [released, running]) {
      for (let link = end.next; link !== end; link = link.next) {
        if (held(link as Entry, now)) continue;
        drop(link as Entry);
        return;
      }
    }
    throw new WebhookError("STORE_FULL", `All ${maxEntries} entries of the memory store are claims in progress.`);
  }

  /** Ends the run that holds this fence. */
  function settle(key: string, fence: number, done: boolean, retainMs: number): boolean {
    const words = finished.read(key);
    const entry = entryOf(key, words[0] as number);
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
      toEnd(released, entry);
    }
    return true;
  }

  return {
    async claim(key, { leaseMs, retainMs }) {
      const now = clock();
      sweep(now);
      const words = finished.read(key);
      const hash = words[0] as number;
      const entry = entryOf(key, hash);
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
      const leaseUntil = now + leaseMs;
      const expiresAt = now + Math.max(retainMs, leaseMs);
      const claimed: Entry = {
        previous: running,
        next: running,
        key,
        hash,
        beside: undefined,
        released: false,
        fence: lastFence,
        attempt,
        leaseUntil,
        expiresAt,
      };
      append(running, claimed);
      put(claimed);
      if (++size > buckets.length) grow();
      return { state: "claimed", fence: lastFence, attempt };
    },
    async complete(key, fence, { retainMs }) {
      return settle(key, fence, true, retainMs);
    },
    async release(key, fence, { retainMs }) {
      return settle(key, fence, false, retainMs);
    },
    async extend(key, fence, { leaseMs }) {
      const entry = entryOf(key, finished.read(key)[0] as number);
      if (entry?.fence !== fence || entry.released) return false;
      entry.leaseUntil = clock() + leaseMs;
      toEnd(running, entry);
      return true;
    },
    async forget(key) {
      const now = clock();
      const words = finished.read(key);
      const entry = entryOf(key, words[0] as number);
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
