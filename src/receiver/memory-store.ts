import { WebhookConfigError, WebhookError } from "../core/errors.js";
import type { IdempotencyStore } from "./idempotency.js";

/** Options of {@link memoryStore}. */
export interface MemoryStoreOptions {
  /** How many events it remembers. Default 100,000. */
  readonly maxEntries?: number | undefined;
  /** Milliseconds. Default `Date.now`. */
  readonly clock?: (() => number) | undefined;
}

interface Link {
  previous: Link;
  next: Link;
}

interface Entry extends Link {
  readonly key: string;
  state: "running" | "released" | "done";
  readonly fence: number;
  readonly attempt: number;
  /** Of no use when the run has ended, and then it takes no room. */
  leaseUntil: number | undefined;
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

/**
 * Claims in the memory of this process: right for one process, lost when it ends. It is bounded, drops the oldest finished event
 * when it is full, never a claim in progress, and keeps no timer.
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
  const { maxEntries = 100_000, clock = Date.now } = { ...options };
  if (!Number.isSafeInteger(maxEntries) || maxEntries < 1 || typeof clock !== "function") {
    throw new WebhookConfigError("OPTION_INVALID", "memoryStore takes maxEntries, a whole number from 1, and a clock.");
  }
  const entries = new Map<string, Entry>();
  const running = ring();
  const finished = ring();
  let lastFence = 0;

  const held = ({ state, leaseUntil = 0 }: Entry, now: number) => state === "running" && leaseUntil > now;
  const known = (entry: Entry | undefined, now: number): entry is Entry =>
    entry !== undefined && (entry.expiresAt > now || held(entry, now));
  const drop = (entry: Entry) => {
    unlink(entry);
    entries.delete(entry.key);
  };

  function sweep(now: number): void {
    for (const end of [running, finished]) {
      for (let i = 0; i < SWEEP && end.next !== end && !known(end.next as Entry, now); i++) drop(end.next as Entry);
    }
  }

  function makeRoom(now: number): void {
    if (entries.size < maxEntries) return;
    let oldest = finished.next === finished ? running.next : finished.next;
    // Leases may differ in length: one that came later may have lapsed.
    while (oldest !== running && held(oldest as Entry, now)) oldest = oldest.next;
    if (oldest === running) {
      throw new WebhookError("STORE_FULL", `All ${maxEntries} entries of the memory store are claims in progress.`);
    }
    drop(oldest as Entry);
  }

  /** Ends the run that holds this fence. */
  function settle(key: string, fence: number, state: "done" | "released", retainMs: number): boolean {
    const entry = entries.get(key);
    if (entry?.fence !== fence) return false;
    if (entry.state !== "running") return entry.state === state;
    entry.state = state;
    entry.leaseUntil = undefined;
    entry.expiresAt = clock() + retainMs;
    unlink(entry);
    append(finished, entry);
    return true;
  }

  return {
    async claim(key, { leaseMs, retainMs }) {
      const now = clock();
      sweep(now);
      const found = entries.get(key);
      const entry = known(found, now) ? found : undefined;
      if (entry?.state === "done") return { state: "done" };
      if (entry && held(entry, now)) return { state: "running", retryAfterMs: (entry.leaseUntil as number) - now };
      if (found) drop(found);
      makeRoom(now);
      lastFence = Math.max(lastFence + 1, Math.floor(now));
      const attempt = (entry?.attempt ?? 0) + 1;
      const leaseUntil = now + leaseMs;
      const expiresAt = now + Math.max(retainMs, leaseMs);
      // With its links from the beginning: those that come later lie beside it.
      const claimed: Entry = {
        previous: running,
        next: running,
        key,
        state: "running",
        fence: lastFence,
        attempt,
        leaseUntil,
        expiresAt,
      };
      append(running, claimed);
      entries.set(key, claimed);
      return { state: "claimed", fence: lastFence, attempt };
    },
    async complete(key, fence, { retainMs }) {
      return settle(key, fence, "done", retainMs);
    },
    async release(key, fence, { retainMs }) {
      return settle(key, fence, "released", retainMs);
    },
    async extend(key, fence, { leaseMs }) {
      const entry = entries.get(key);
      if (entry?.fence !== fence || entry.state !== "running") return false;
      entry.leaseUntil = clock() + leaseMs;
      unlink(entry);
      append(running, entry);
      return true;
    },
    async forget(key) {
      const now = clock();
      const entry = entries.get(key);
      if (!known(entry, now) || held(entry, now)) return false;
      drop(entry);
      return true;
    },
  };
}
