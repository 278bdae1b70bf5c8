import { WebhookConfigError, WebhookError } from "../core/errors.js";
import type { IdempotencyStore } from "./idempotency.js";

/** Options of {@link memoryStore}. */
export interface MemoryStoreOptions {
  /** How many events it remembers. Default 100,000. */
  readonly maxEntries?: number | undefined;
  /** Milliseconds. Default `Date.now`. */
  readonly clock?: (() => number) | undefined;
}

interface Entry {
  state: "running" | "released" | "done";
  readonly fence: number;
  readonly attempt: number;
  leaseUntil: number;
  expiresAt: number;
}

/** How many expired entries one claim clears away. */
const SWEEP = 32;

/** A map that gives its oldest key again and again without walking over what was deleted. */
class Queue {
  readonly map = new Map<string, Entry>();
  #keys = this.map.keys();
  #head: string | undefined;

  oldest(): [string, Entry] | undefined {
    for (let restarted = false; ; ) {
      const entry = this.#head === undefined ? undefined : this.map.get(this.#head);
      if (entry) return [this.#head as string, entry];
      const next = this.#keys.next();
      this.#head = next.done ? undefined : next.value;
      if (!next.done) continue;
      if (restarted) return;
      restarted = true;
      this.#keys = this.map.keys();
    }
  }

  put(key: string, entry: Entry): void {
    if (this.#head === key) this.#head = undefined;
    this.map.delete(key);
    this.map.set(key, entry);
  }
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
  const running = new Queue();
  const finished = new Queue();
  let lastFence = 0;

  const find = (key: string) => running.map.get(key) ?? finished.map.get(key);
  const held = (entry: Entry, now: number) => entry.state === "running" && entry.leaseUntil > now;
  const drop = (key: string) => running.map.delete(key) || finished.map.delete(key);

  function sweep(now: number): void {
    for (const queue of [running, finished]) {
      for (let i = 0; i < SWEEP; i++) {
        const [key, entry] = queue.oldest() ?? [];
        if (!entry || entry.expiresAt > now || held(entry, now)) break;
        queue.map.delete(key as string);
      }
    }
  }

  function makeRoom(now: number): void {
    if (running.map.size + finished.map.size < maxEntries) return;
    const [key, entry] = finished.oldest() ?? running.oldest() ?? [];
    if (key === undefined || (entry && held(entry, now))) {
      throw new WebhookError("STORE_FULL", `All ${maxEntries} entries of the memory store are claims in progress.`);
    }
    drop(key);
  }

  /** Ends the run that holds this fence. */
  function settle(key: string, fence: number, state: "done" | "released", retainMs: number): boolean {
    const entry = find(key);
    if (entry?.fence !== fence) return false;
    if (entry.state !== "running") return entry.state === state;
    entry.state = state;
    entry.expiresAt = clock() + retainMs;
    running.map.delete(key);
    finished.put(key, entry);
    return true;
  }

  return {
    async claim(key, { leaseMs, retainMs }) {
      const now = clock();
      sweep(now);
      const found = find(key);
      const entry = found && (found.expiresAt > now || held(found, now)) ? found : undefined;
      if (entry?.state === "done") return { state: "done" };
      if (entry && held(entry, now)) return { state: "running", retryAfterMs: entry.leaseUntil - now };
      if (found) drop(key);
      makeRoom(now);
      lastFence = Math.max(lastFence + 1, Math.floor(now));
      const attempt = (entry?.attempt ?? 0) + 1;
      const leaseUntil = now + leaseMs;
      const expiresAt = now + Math.max(retainMs, leaseMs);
      running.put(key, { state: "running", fence: lastFence, attempt, leaseUntil, expiresAt });
      return { state: "claimed", fence: lastFence, attempt };
    },
    async complete(key, fence, { retainMs }) {
      return settle(key, fence, "done", retainMs);
    },
    async release(key, fence, { retainMs }) {
      return settle(key, fence, "released", retainMs);
    },
    async extend(key, fence, { leaseMs }) {
      const entry = running.map.get(key);
      if (entry?.fence !== fence) return false;
      entry.leaseUntil = clock() + leaseMs;
      // To the end, so that the first in the queue is the first whose lease lapses.
      running.put(key, entry);
      return true;
    },
    async forget(key) {
      const entry = find(key);
      return entry !== undefined && !held(entry, clock()) && drop(key);
    },
  };
}
