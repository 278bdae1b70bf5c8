import { WebhookError } from "../core/errors.js";

/** How long what was fetched is kept, and how much of it. */
export interface CacheLimits {
  readonly entries: number;
  /** Fetches at the same time. */
  readonly inFlight: number;
  /** For how long a value is taken as it is. */
  readonly freshMs: number;
  /** For how much longer it is taken when it cannot be fetched anew. */
  readonly staleMs: number;
  /** Time between two fetches of the same thing, and for which a failure is remembered. */
  readonly pauseMs: number;
}

interface Entry<Value> {
  readonly value: Value;
  readonly loadedMs: number;
  readonly triedMs: number;
}

/** Reads through the cache. `enough` says whether a value has what is wanted; one that has not is fetched anew. */
export type ReadThrough<Value> = (
  key: string,
  nowMs: number,
  load: () => Promise<Value>,
  enough?: (value: Value) => boolean,
) => Promise<Value>;

/** A clock that was set back makes everything old. */
const within = (sinceMs: number, spanMs: number, nowMs: number) => nowMs >= sinceMs && nowMs - sinceMs < spanMs;

/** In a worker a request may not wait for what another one sent. */
const mayShare = (): boolean => globalThis.navigator?.userAgent !== "Cloudflare-Workers";

/** A cache of what is fetched: bounded, with one fetch for each key at a time. Failures have a room of their own. */
export function createKeyCache<Value>(limits: CacheLimits): ReadThrough<Value> {
  const { entries, inFlight, freshMs, staleMs, pauseMs } = limits;
  const found = new Map<string, Entry<Value>>();
  const missed = new Map<string, { readonly error: unknown; readonly atMs: number }>();
  const pending = new Map<string, Promise<Value>>();
  let running = 0;

  function keep<T>(room: Map<string, T>, key: string, value: T): void {
    room.delete(key);
    room.set(key, value);
    const [oldest] = room.keys();
    if (room.size > entries) room.delete(oldest as string);
  }

  async function fetchAnew(key: string, nowMs: number, load: () => Promise<Value>): Promise<Value> {
    running++;
    try {
      const value = await load();
      keep(found, key, { value, loadedMs: nowMs, triedMs: nowMs });
      missed.delete(key);
      return value;
    } catch (error) {
      const known = found.get(key);
      // Withdrawn: the owner says that it is no more.
      if (error instanceof WebhookError && error.code === "KEY_UNKNOWN") found.delete(key);
      else if (known && within(known.loadedMs, freshMs + staleMs, nowMs)) {
        keep(found, key, { ...known, triedMs: nowMs });
        return known.value;
      }
      keep(missed, key, { error, atMs: nowMs });
      throw error;
    } finally {
      running--;
      pending.delete(key);
    }
  }

  return async (key, nowMs, load, enough = () => true) => {
    const known = found.get(key);
    const usable = known && within(known.loadedMs, freshMs + staleMs, nowMs);
    const fresh = known && within(known.loadedMs, freshMs, nowMs);
    if (usable && ((fresh && enough(known.value)) || within(known.triedMs, pauseMs, nowMs))) {
      keep(found, key, known);
      return known.value;
    }
    const miss = missed.get(key);
    if (miss && within(miss.atMs, pauseMs, nowMs)) throw miss.error;
    const other = mayShare() ? pending.get(key) : undefined;
    if (other) return other;
    // What a worker began for a request that ended is never over.
    if (mayShare() && running >= inFlight) {
      if (usable) return known.value;
      throw new WebhookError("KEY_UNAVAILABLE", "Too many keys are being fetched at once.");
    }
    const loading = fetchAnew(key, nowMs, load);
    pending.set(key, loading);
    return loading;
  };
}
