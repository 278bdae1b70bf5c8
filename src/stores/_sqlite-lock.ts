import { WebhookError } from "../core/errors.js";

/** For how long a lock of another process or connection is waited for. */
const PATIENCE_MS = 1000;
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 10;

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Every driver says it in its own way; the message is SQLite's. */
const isBusy = (error: unknown) => {
  const { code, errcode, message } = error as { code?: unknown; errcode?: unknown; message?: unknown };
  return /^SQLITE_BUSY/.test(String(code)) || errcode === 5 || /database is locked/.test(String(message));
};

/** Tries again while another process holds the lock. The pauses leave the event loop free, which SQLite's own waiting does not. */
export async function patiently<T>(signal: AbortSignal, attempt: () => T | Promise<T>): Promise<T> {
  let end = 0;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    signal.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (!isBusy(error)) throw error;
      end ||= performance.now() + PATIENCE_MS;
      if (performance.now() > end) {
        throw new WebhookError("STORE_UNAVAILABLE", `The database was locked for ${PATIENCE_MS} ms.`, error);
      }
    }
    await sleep(pauseMs * (0.5 + Math.random()));
  }
}

/** What a promise comes to, unless the signal aborts first. */
export function unlessAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Who has a database, and who waits for it: first come, first served. */
const lines = new WeakMap<object, (() => void)[]>();

/** Waits until nobody else has a database; gives what hands it on. */
export async function takeTurn(db: object, signal: AbortSignal): Promise<() => void> {
  const line = lines.get(db) ?? [];
  lines.set(db, line);
  let called = () => {};
  const turn = new Promise<void>((resolve) => {
    called = resolve;
  });
  line.push(called);
  if (line.length === 1) called();
  const leave = () => {
    const place = line.indexOf(called);
    line.splice(place, 1);
    if (place === 0) line[0]?.();
  };
  try {
    await unlessAborted(signal, turn);
  } catch (error) {
    leave();
    throw error;
  }
  return leave;
}
