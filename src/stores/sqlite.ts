import { WebhookError } from "../core/errors.js";
import type { Claim, IdempotencyStore, StoreOptions, TransactionalStore } from "../receiver/idempotency.js";
import type { SqlMaintenance } from "./_sql.js";
import { toConnection } from "./_sqlite-client.js";
import { sleep, unlessAborted } from "./_sqlite-lock.js";
import type { SqliteClient, SqliteRow, SqliteTransaction, SqliteValue } from "./_sqlite-shapes.js";
import { type SqliteStoreOptions, schemaOf, sqlOf, tableOf } from "./_sqlite-sql.js";

export type { SqlMaintenance } from "./_sql.js";
export type {
  LibsqlClient,
  LibsqlTransaction,
  SqliteClient,
  SqliteDatabase,
  SqliteTransaction,
  SqliteValue,
} from "./_sqlite-shapes.js";
export type { SqliteStoreOptions } from "./_sqlite-sql.js";

/** {@link IdempotencyStore} over SQLite. */
export interface SqliteStore extends IdempotencyStore, SqlMaintenance {}

/** {@link TransactionalStore} over SQLite, with the transaction handle of its driver. */
export interface SqliteTransactionalStore<Transaction> extends TransactionalStore<Transaction>, SqlMaintenance {}

/** How often a claim looks again when somebody was quicker. */
const TRIES = 5;

/** Comes after every key. */
const LAST = "\u{10ffff}";

/**
 * The table as SQL, for those who keep migrations of their own. `migrate()` of a store does the same.
 * @param options {@link SqliteStoreOptions}
 * @throws WebhookConfigError `OPTION_INVALID` for a name that is none
 * @example
 * ```ts
 * import { sqliteSchema } from "hookonce/stores/sqlite";
 *
 * console.log(sqliteSchema()); // CREATE TABLE IF NOT EXISTS "hookonce_events" …
 * ```
 */
export function sqliteSchema(options: SqliteStoreOptions = {}): string {
  return `${schemaOf(tableOf({ ...options }))};\n`;
}

function toStoreFault(error: unknown, table: string): unknown {
  const { code, errcode, message } = error as { code?: unknown; errcode?: unknown; message?: unknown };
  if (/no such table/.test(String(message))) {
    return new WebhookError(
      "STORE_UNAVAILABLE",
      `The table ${table} is not there: call migrate() when the app starts.`,
      error,
    );
  }
  const full = code === "SQLITE_FULL" || errcode === 13 || /database or disk is full/.test(String(message));
  return full ? new WebhookError("STORE_FULL", "The database, or its disk, is full.", error) : error;
}

type Ask = (sql: string, values: SqliteValue[]) => Promise<SqliteRow[]>;

const toKnown = ({ done, rest }: SqliteRow): Exclude<Claim, { readonly state: "claimed" }> =>
  done ? { state: "done" } : { state: "running", retryAfterMs: Math.max(1, Number(rest)) };

/** Why a key cannot be claimed, or what `claim` makes of it. Who only looks needs no lock. */
async function claimed(ask: Ask, known: string, claim: string, key: string, ...values: number[]): Promise<Claim> {
  for (let i = 0; i < TRIES; i++) {
    const [row] = await ask(known, [key]);
    if (row) return toKnown(row);
    const [taken] = await ask(claim, [key, ...values]);
    if (taken) return { state: "claimed", fence: Number(taken.fence), attempt: Number(taken.attempt) };
  }
  throw new WebhookError("STORE_UNAVAILABLE", "The claim gave no row: others claim the same event all the time.");
}

/** What both grades share. */
function open(db: object, options: SqliteStoreOptions) {
  const table = tableOf(options);
  const { define, ask: askPlainly, begin } = toConnection(db);
  const sql = sqlOf(table);
  const inOurWords = async <T>(promise: Promise<T>): Promise<T> => {
    try {
      return await promise;
    } catch (error) {
      throw toStoreFault(error, table);
    }
  };
  const ask = (text: string, values: SqliteValue[], signal?: AbortSignal) =>
    inOurWords(askPlainly(text, values, signal));
  const forget = async (key: string, { signal }: { readonly signal: AbortSignal }) =>
    (await ask(sql.forget, [key], signal)).length > 0;
  const maintenance: SqlMaintenance = {
    async migrate() {
      await inOurWords(define(schemaOf(table)));
    },
    async purge() {
      let total = 0;
      for (let after = ""; after !== LAST; ) {
        const [row] = await ask(sql.purgeTo, [after]);
        const upTo = row ? String(row.key) : LAST;
        total += (await ask(sql.purge, [after, upTo])).length;
        after = upTo;
        // The driver may be synchronous: let others have their turn.
        await sleep(0);
      }
      return total;
    },
  };
  return { ask, begin, inOurWords, sql, forget, maintenance };
}

/**
 * Claims in a SQLite database, grade *claimed*: shared by the processes of one machine, as durable as the file. Time is SQLite's, and
 * a lock that another process holds is waited for, up to 1 s, without blocking the event loop.
 *
 * Call `migrate()` once when the app starts, and `purge()` now and then. Let the file be in WAL mode; with `synchronous = FULL`, the
 * default, what was completed survives a power cut. Where the handler writes to this database, take {@link sqliteTransactionalStore}
 * instead.
 * @param db a database of node:sqlite, better-sqlite3, bun:sqlite or libsql, or a client of `@libsql/client`. SQLite 3.37 or newer
 * @param options {@link SqliteStoreOptions}
 * @throws WebhookConfigError `STORE_INVALID`, `OPTION_INVALID`
 * @example
 * ```ts
 * import { DatabaseSync } from "node:sqlite";
 * import { createReceiver } from "hookonce";
 * import { stripe } from "hookonce/providers/stripe";
 * import { sqliteStore } from "hookonce/stores/sqlite";
 *
 * const db = new DatabaseSync("webhooks.db");
 * db.exec("PRAGMA journal_mode = WAL");
 * const store = sqliteStore(db);
 * await store.migrate();
 * createReceiver({ provider: stripe, secret: process.env.STRIPE_WEBHOOK_SECRET, store }, (event) => console.log(event.id));
 * ```
 */
export function sqliteStore(db: SqliteClient, options: SqliteStoreOptions = {}): SqliteStore {
  const { ask, sql, forget, maintenance } = open(db, { ...options });
  // The clock counts in milliseconds, and a row may be lost and come again within one.
  let nextFence = 0;
  const settle =
    (text: string) =>
    async (key: string, fence: number, { retainMs, signal }: StoreOptions) =>
      (await ask(text, [retainMs, key, fence], signal)).length > 0;
  return {
    async claim(key, { leaseMs, retainMs, signal }) {
      const values = [nextFence, leaseMs, Math.max(leaseMs, retainMs)];
      const claim = await claimed((text, given) => ask(text, given, signal), sql.known, sql.claim, key, ...values);
      if (claim.state === "claimed") nextFence = Math.max(nextFence, claim.fence + 1);
      return claim;
    },
    complete: settle(sql.complete),
    release: settle(sql.release),
    async extend(key, fence, { leaseMs, signal }) {
      return (await ask(sql.extend, [leaseMs, key, fence], signal)).length > 0;
    },
    forget,
    ...maintenance,
  };
}

/**
 * Claims in a SQLite database, grade *transactional*: the claim is a row in the handler's own transaction, `context.transaction`, so
 * that what the handler writes through it happens exactly once, whatever is killed. No lease and no clock.
 *
 * Give it a connection of its own: a connection carries one transaction, so events run one after the other, and whatever the app sends
 * through the same connection meanwhile is part of the event's transaction. Keep the handler short: all writers of the file wait.
 * `context.transaction` is that connection, until the run is over; with `@libsql/client` it is a `Transaction`. A handler that ends the
 * transaction itself is answered 503.
 * @param db a database of node:sqlite, better-sqlite3, bun:sqlite or libsql, or a client of `@libsql/client`. SQLite 3.37 or newer
 * @param options {@link SqliteStoreOptions}
 * @throws WebhookConfigError `STORE_INVALID`, `OPTION_INVALID`
 * @example
 * ```ts
 * import { DatabaseSync } from "node:sqlite";
 * import { createReceiver } from "hookonce";
 * import { stripe } from "hookonce/providers/stripe";
 * import { sqliteTransactionalStore } from "hookonce/stores/sqlite";
 *
 * const store = sqliteTransactionalStore(new DatabaseSync("app.db"));
 * await store.migrate();
 * createReceiver({ provider: stripe, secret: process.env.STRIPE_WEBHOOK_SECRET, store }, (event, { transaction }) => {
 *   transaction.prepare("INSERT INTO payments (event_id) VALUES (?)").run(event.id);
 * });
 * ```
 */
export function sqliteTransactionalStore<Client extends SqliteClient>(
  db: Client,
  options: SqliteStoreOptions = {},
): SqliteTransactionalStore<SqliteTransaction<Client>> {
  const { begin, inOurWords, sql, forget, maintenance } = open(db, { ...options });
  return {
    async run<R>(
      key: string,
      { retainMs, signal }: Omit<StoreOptions, "leaseMs">,
      work: (transaction: SqliteTransaction<Client>, attempt: number) => Promise<R>,
    ) {
      const begun = await inOurWords(begin(signal, sql.known, [key]));
      if (begun.found) return toKnown(begun.found);
      const { handle, rows, commit, rollback, after, giveBack } = begun;
      let began = false;
      let committed = false;
      try {
        const claim = await inOurWords(claimed(rows, sql.known, sql.claimInside, key, retainMs));
        if (claim.state !== "claimed") return claim;
        signal.throwIfAborted();
        began = true;
        const value = await unlessAborted(signal, work(handle as SqliteTransaction<Client>, claim.attempt));
        signal.throwIfAborted();
        const [row] = await inOurWords(rows(sql.inside, [key]));
        if (Number(row?.fence) !== claim.fence) {
          throw new WebhookError("STORE_UNAVAILABLE", "The handler has ended the transaction that was handed to it.");
        }
        await inOurWords(commit());
        committed = true;
        return { state: "committed", value };
      } finally {
        // It may be over already: the handler, or an error, has ended it.
        if (!committed) await rollback().catch(() => {});
        // A failed run counts, as far as that can be written; one that was killed cannot.
        if (began && !committed) await after(sql.failed, [key, retainMs]).catch(() => {});
        giveBack();
      }
    },
    forget,
    ...maintenance,
  };
}
