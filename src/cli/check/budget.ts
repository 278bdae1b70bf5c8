import { setTimeout as sleep } from "node:timers/promises";

/** No more requests: the limit of number or time is reached. */
export class Spent extends Error {
  override readonly name = "Spent";
}

export const LIMITS = { requests: 120, atOnce: 20, seconds: 120, gapMs: 10 } as const;

/** Counts requests, and spaces them. */
export class Budget {
  requests = 0;
  #next = 0;
  readonly #started = performance.now();

  get seconds(): number {
    return Math.round((performance.now() - this.#started) / 100) / 10;
  }

  /** Takes so many requests that start together. @throws Spent */
  async take(count = 1): Promise<void> {
    if (count > LIMITS.atOnce || this.requests + count > LIMITS.requests || this.seconds > LIMITS.seconds) {
      throw new Spent("The limit of requests or of time is reached.");
    }
    this.requests += count;
    const now = performance.now();
    const start = Math.max(now, this.#next);
    this.#next = start + LIMITS.gapMs * count;
    if (start > now) await sleep(start - now);
  }
}
