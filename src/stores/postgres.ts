import { WebhookConfigError, WebhookError } from "../core/errors.js";
import type { Claim, IdempotencyStore, StoreOptions, TransactionalStore } from "../receiver/idempotency.js";
import { asker, type Statements } from "./_postgres-batch.js";
import { toClient } from "./_postgres-client.js";
import type { PostgresClient, PostgresTransaction, PostgresTransactionalClient } from "./_postgres-shapes.js";
import { type PostgresStoreOptions, PURGED_AT_ONCE, sqlOf, tableOf } from "./_postgres-sql.js";
import { codeOf, isConflict, type Row, type Statement } from "./_postgres-statement.js";
import type { SqlMaintenance } from "./_sql.js";

export type {
  PostgresClient,
  PostgresConnection,
  PostgresJs,
  PostgresLite,
  PostgresPool,
  PostgresQueries,
  PostgresQuery,
  PostgresRows,
  PostgresTransaction,
  PostgresTransactionalClient,
} from "./_postgres-shapes.js";
export type { PostgresStoreOptions } from "./_postgres-sql.js";
export type { SqlMaintenance } from "./_sql.js";

/** Options of {@link postgresTransactionalStore}. */
export interface PostgresTransactionalStoreOptions extends PostgresStoreOptions {
  /**
   * For how long the transaction may wait for its handler between two statements before the server ends it, in milliseconds, so that
   * a process that hangs holds no lock for ever. A limit that the connection has already stays. Default 30 s.
   */
  readonly idleTimeoutMs?: number | undefined;
}

/** {@link IdempotencyStore} over PostgreSQL. */
export interface PostgresStore extends IdempotencyStore, SqlMaintenance {}

/** {@link TransactionalStore} over PostgreSQL, with the transaction handle of its client. */
export interface PostgresTransactionalStore<Transaction> extends TransactionalStore<Transaction>, SqlMaintenance {}

/** How often a claim is tried again that a simultaneous one got in the way of. One more time has always sufficed. */
const TRIES = 5;

/**
 * The table as SQL, for those who keep migrations of their own. `migrate()` of a store does the same.
 * @param options {@link PostgresStoreOptions}
 * @throws WebhookConfigError `OPTION_INVALID` for a name that is none
 * @example
 * ```ts
 * import { postgresSchema } from "hookonce/stores/postgres";
 *
 * console.log(postgresSchema({ schema: "webhooks" })); // CREATE TABLE IF NOT EXISTS "webhooks"."hookonce_events" …
 * ```
 */
export function postgresSchema(options: PostgresStoreOptions = {}): string {
  const { name, path } = tableOf(options);
  return `CREATE TABLE IF NOT EXISTS ${path} (
  expires_at timestamptz NOT NULL,
  fence bigint,
  lease_until timestamptz,
  attempt smallint NOT NULL,
  state smallint NOT NULL, -- 0 released, 1 running, 2 done
  key text COLLATE "C" PRIMARY KEY
) WITH (fillfactor = 95, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX IF NOT EXISTS "${name.slice(1, -1)}_expires_at" ON ${path} USING brin (expires_at);
`;
}

function toStoreFault(error: unknown, path: string): unknown {
  const code = codeOf(error);
  if (code === "42P01") {
    return new WebhookError("STORE_UNAVAILABLE", `The table ${path} is not there: call migrate() at start.`, error);
  }
  return code === "53100" ? new WebhookError("STORE_FULL", "The disk of the database is full.", error) : error;
}

/** Asks until a claim has an answer. */
async function claimed(ask: () => Promise<Row | undefined>): Promise<Row> {
  for (let i = 0; i < TRIES; i++) {
    const row = await ask();
    if (row) return row;
  }
  throw new WebhookError("STORE_UNAVAILABLE", "The claim gave no row: others claim the same event all the time.");
}

function toClaim({ state, fence, attempt, rest }: Row): Claim {
  if (state === "claimed") return { state, fence: Number(fence), attempt: Number(attempt) };
  return state === "done" ? { state } : { state: "running", retryAfterMs: Math.max(1, Number(rest)) };
}

/** What both grades share. */
function open(client: unknown, options: PostgresStoreOptions) {
  const { run, transact, pooled } = toClient(client);
  const { path } = tableOf(options);
  const sql = sqlOf(path);
  const fault = (error: unknown) => toStoreFault(error, path);
  const ask = async (text: string, values: Statement["values"] = {}): Promise<Row | undefined> => {
    try {
      return (await run({ text, values }))[0];
    } catch (error) {
      throw fault(error);
    }
  };
  const askerOf = (statements: Statements) => {
    const asking = asker(run, statements, pooled);
    return async (key: string, fence: number, { leaseMs, retainMs, signal }: StoreOptions) => {
      signal.throwIfAborted();
      try {
        return await asking({ key, fence, lease: leaseMs, retain: retainMs, signal });
      } catch (error) {
        throw fault(error);
      }
    };
  };
  const forget = async (key: string, { signal }: { readonly signal: AbortSignal }) => {
    signal.throwIfAborted();
    return (await ask(sql.forget, { key })) !== undefined;
  };
  const maintenance: SqlMaintenance = {
    async migrate() {
      // CREATE … IF NOT EXISTS fails when two do it at once; one statement, because some clients send no more.
      const schema = postgresSchema(options);
      await ask(
        `DO $hookonce$ BEGIN PERFORM pg_advisory_xact_lock(hashtextextended('hookonce migrate', 0)); ${schema} END $hookonce$`,
      );
    },
    async purge() {
      for (let total = 0; ; ) {
        const count = Number((await ask(sql.purge))?.count);
        total += count;
        if (count < PURGED_AT_ONCE) return total;
      }
    },
  };
  return { ask, askerOf, fault, transact, sql, forget, maintenance };
}

/**
 * Claims in PostgreSQL, grade *claimed*: shared by any number of machines, as durable as the database. One statement for each
 * operation; a duplicate only reads. Time is the database's.
 *
 * Call `migrate()` once when the app starts, and `purge()` now and then. Where the handler writes to this database, take
 * {@link postgresTransactionalStore} instead.
 * @param client a `Pool` of `pg`, `sql` of postgres.js, a `PGlite`, anything with `query(text, values)`, or that function
 * @param options {@link PostgresStoreOptions}
 * @throws WebhookConfigError `STORE_INVALID`, `OPTION_INVALID`
 * @example
 * ```ts
 * import { createReceiver } from "hookonce";
 * import { stripe } from "hookonce/providers/stripe";
 * import { postgresStore } from "hookonce/stores/postgres";
 * import { Pool } from "pg";
 *
 * const store = postgresStore(new Pool({ connectionString: process.env.DATABASE_URL }));
 * await store.migrate();
 * createReceiver({ provider: stripe, secret: process.env.STRIPE_WEBHOOK_SECRET, store }, (event) => console.log(event.id));
 * ```
 */
export function postgresStore(client: PostgresClient, options: PostgresStoreOptions = {}): PostgresStore {
  const { askerOf, sql, forget, maintenance } = open(client, { ...options });
  const claim = askerOf(sql.claim);
  const settle = (statements: Statements) => {
    const ask = askerOf(statements);
    return async (key: string, fence: number, given: StoreOptions) => (await ask(key, fence, given)) !== undefined;
  };
  return {
    async claim(key, given) {
      return toClaim(
        await claimed(() =>
          claim(key, 0, given).catch((error) => {
            if (isConflict(error)) return undefined;
            throw error;
          }),
        ),
      );
    },
    complete: settle(sql.complete),
    release: settle(sql.release),
    extend: settle(sql.extend),
    forget,
    ...maintenance,
  };
}

/**
 * Claims in PostgreSQL, grade *transactional*: the claim is a row in the handler's own transaction, `context.transaction`, so that
 * what the handler writes through it happens exactly once, whatever is killed. No lease and no clock; with `pg` no extra round trip,
 * because BEGIN and the claim are one message.
 *
 * A handler that swallows a failed statement, or ends the transaction itself, is answered 503: nothing was committed with its claim.
 * @param client a `Pool` of `pg`, `sql` of postgres.js, a `PGlite`, or {@link PostgresQueries} for Drizzle, Prisma, Kysely
 * @param options {@link PostgresTransactionalStoreOptions}
 * @throws WebhookConfigError `STORE_INVALID`, `OPTION_INVALID`
 * @example
 * ```ts
 * import { createReceiver } from "hookonce";
 * import { stripe } from "hookonce/providers/stripe";
 * import { postgresTransactionalStore } from "hookonce/stores/postgres";
 * import { Pool } from "pg";
 *
 * const store = postgresTransactionalStore(new Pool({ connectionString: process.env.DATABASE_URL }));
 * await store.migrate();
 * createReceiver({ provider: stripe, secret: process.env.STRIPE_WEBHOOK_SECRET, store }, async (event, { transaction }) => {
 *   await transaction.query("INSERT INTO payments (event_id) VALUES ($1)", [event.id]);
 * });
 * ```
 */
export function postgresTransactionalStore<Client extends PostgresTransactionalClient>(
  client: Client,
  options: PostgresTransactionalStoreOptions = {},
): PostgresTransactionalStore<PostgresTransaction<Client>> {
  const { idleTimeoutMs = 30_000, ...where } = { ...options };
  if (!Number.isSafeInteger(idleTimeoutMs) || idleTimeoutMs < 1 || idleTimeoutMs > 2 ** 31 - 1) {
    throw new WebhookConfigError("OPTION_INVALID", "idleTimeoutMs is a whole number of milliseconds from 1.");
  }
  const { ask, fault, sql, transact, forget, maintenance } = open(client, where);
  if (!transact) {
    throw new WebhookConfigError(
      "STORE_INVALID",
      "Transactions need a client of their own each: hand in a Pool, or { query, transaction, queryIn }.",
    );
  }
  return {
    async run<R>(
      key: string,
      { retainMs: retain, signal }: Omit<StoreOptions, "leaseMs">,
      work: (transaction: PostgresTransaction<Client>, attempt: number) => Promise<R>,
    ) {
      type Result = { readonly state: "committed"; readonly value: R } | Exclude<Claim, { readonly state: "claimed" }>;
      const claim: Statement = { text: sql.claimInside, values: { key, retain, idle: String(idleTimeoutMs) } };
      let began = false;
      let finished = false;
      for (let tries = 1; ; tries++) {
        try {
          return await transact<Result>(claim, signal, async (take, handle) => {
            const row = toClaim(
              await claimed(take).catch((error) => {
                throw fault(error);
              }),
            );
            if (row.state !== "claimed") return { claimed: false, value: row };
            signal.throwIfAborted();
            began = true;
            const value = await work(handle as PostgresTransaction<Client>, row.attempt);
            finished = true;
            return { claimed: true, value: { state: "committed", value } as const };
          });
        } catch (error) {
          if (!began && isConflict(error) && tries < TRIES) continue;
          // A failed run counts, as far as that can be written; one that was killed cannot.
          if (began && !finished) await ask(sql.failed, { key, retain }).catch(() => {});
          if (codeOf(error) === "25P02" && finished) {
            const message = "A statement of the handler failed, which undoes its transaction.";
            throw new WebhookError("STORE_UNAVAILABLE", message, error);
          }
          throw error;
        }
      }
    },
    forget,
    ...maintenance,
  };
}
