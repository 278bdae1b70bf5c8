import { WebhookConfigError } from "../core/errors.js";
import { identifier } from "./_sql.js";

/** Where the table is. */
export interface PostgresStoreOptions {
  /** `[a-z0-9_]`, 1 to 48 characters. Default `"hookonce_events"`. */
  readonly table?: string | undefined;
  /** A schema that exists. Default: the first of the connection's `search_path`. */
  readonly schema?: string | undefined;
}

const RELEASED = 0;
const RUNNING = 1;
const DONE = 2;

/** How many rows one statement of a purge deletes. */
export const PURGED_AT_ONCE = 5000;

const ms = (value: string) => `${value} * interval '1 ms'`;

/** A row of `d` that keeps others from running. */
const BLOCKS = `((d.state = ${DONE} AND d.expires_at > now()) OR (d.state = ${RUNNING} AND d.lease_until > now()))`;

/** Microseconds: with milliseconds a fence could outrun the clock, and come again when its record was lost. */
const FENCE = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

/** The advisory lock of a key, held to the end of the transaction. */
const LOCK = "pg_try_advisory_xact_lock(hashtextextended(:key, 0))";

const TAKE_OVER = `ON CONFLICT (key) DO UPDATE SET state = excluded.state, lease_until = excluded.lease_until,
      attempt = CASE WHEN d.expires_at > now() THEN least(d.attempt + 1, 32767) ELSE 1 END,
      fence = greatest(d.fence + 1, excluded.fence), expires_at = excluded.expires_at
    WHERE NOT ${BLOCKS}`;

const STATE = `CASE state WHEN ${DONE} THEN 'done' ELSE 'running' END`;

export const tableOf = ({ table = "hookonce_events", schema }: PostgresStoreOptions) => {
  const name = identifier("table", table);
  if (name.length > 50) throw new WebhookConfigError("OPTION_INVALID", "table has at most 48 characters.");
  return { name, path: schema === undefined ? name : `${identifier("schema", schema)}.${name}` };
};

/**
 * Claims, or only says why not. What blocks is looked for first, so that a duplicate writes nothing. A row that was committed after
 * the statement began is seen by neither part: then there is no row, and the claim is made again.
 */
function claimSql(path: string, transactional: boolean): string {
  const idle = "idle_in_transaction_session_timeout";
  // The index entry of a claim that is not committed would make others wait: with the lock they know at once.
  const seized = `seized AS MATERIALIZED (SELECT ${LOCK} AS free, set_config('hookonce.key', :key, true),
    set_config('${idle}', CASE current_setting('${idle}') WHEN '0' THEN :idle ELSE current_setting('${idle}') END, true)),
  `;
  const row = transactional ? `${DONE}, 1, NULL, NULL` : `${RUNNING}, 1, ${FENCE}, now() + ${ms(":lease")}`;
  const expires = `now() + ${ms(transactional ? ":retain" : "greatest(:lease, :retain)")}`;
  return `WITH ${transactional ? seized : ""}known AS (
    SELECT d.state, extract(epoch FROM d.lease_until - clock_timestamp()) * 1000 AS rest FROM ${path} AS d WHERE d.key = :key AND ${BLOCKS}
  ), taken AS (
    INSERT INTO ${path} AS d (key, state, attempt, fence, lease_until, expires_at)
    SELECT :key, ${row}, ${expires} ${transactional ? "FROM seized WHERE free AND" : "WHERE"} NOT EXISTS (SELECT FROM known)
    ${TAKE_OVER} RETURNING d.fence, d.attempt
  )
  SELECT 'claimed' AS state, fence::float8, attempt, NULL::float8 AS rest FROM taken
  UNION ALL SELECT ${STATE}, NULL, NULL, rest::float8 FROM known
  ${transactional ? "UNION ALL SELECT 'running', NULL, NULL, 1000 FROM seized WHERE NOT free AND NOT EXISTS (SELECT FROM known)" : ""}`;
}

/** How long a statement for many keys waits for one that somebody holds. Then it fails, and each key is asked for by itself. */
const LOCK_TIMEOUT_MS = 100;

/**
 * What is asked of many keys. Arrays are written as texts, because not every client sends arrays alike. The planner takes the
 * last condition for one that few rows meet, and so looks each key up in the index, however small the table was when it planned.
 */
const ASKED = `hasty AS MATERIALIZED (SELECT set_config('lock_timeout', '${LOCK_TIMEOUT_MS}', true)), asked AS MATERIALIZED (
    SELECT a.* FROM hasty, unnest(:keys::text[], :fences::float8[], :leases::float8[], :retains::float8[])
      WITH ORDINALITY AS a (key, fence, lease, retain, place) WHERE a.place BETWEEN 1 AND 100000
  )`;

/** As {@link claimSql}, for many keys, each of them once. Rows are locked in the order of their keys: nobody waits in a ring. */
const claimAllSql = (path: string) => `WITH ${ASKED}, known AS MATERIALIZED (
    SELECT d.key, d.state, extract(epoch FROM d.lease_until - clock_timestamp()) * 1000 AS rest
    FROM asked AS a JOIN ${path} AS d ON d.key = a.key WHERE ${BLOCKS}
  ), taken AS (
    INSERT INTO ${path} AS d (key, state, attempt, fence, lease_until, expires_at)
    SELECT a.key, ${RUNNING}, 1, ${FENCE}, now() + ${ms("a.lease")}, now() + ${ms("greatest(a.lease, a.retain)")}
    FROM asked AS a WHERE NOT EXISTS (SELECT FROM known AS k WHERE k.key = a.key) ORDER BY a.key COLLATE "C"
    ${TAKE_OVER} RETURNING d.key, d.fence, d.attempt
  )
  SELECT key, 'claimed' AS state, fence::float8, attempt, NULL::float8 AS rest FROM taken
  UNION ALL SELECT key, ${STATE}, NULL, NULL, rest::float8 FROM known`;

/** The statements of both grades over one table. */
export const sqlOf = (path: string) => {
  /** A change by the run that has the fence: of one key, and of many. */
  const own = (change: (retain: string, lease: string) => string, states: string) => ({
    one: `UPDATE ${path} AS d SET ${change(":retain", ":lease")} WHERE d.key = :key AND d.fence = :fence AND ${states} RETURNING d.key`,
    all: `WITH ${ASKED} UPDATE ${path} AS d SET ${change("a.retain", "a.lease")}
      FROM asked AS a WHERE d.key = a.key AND d.fence = a.fence AND ${states} RETURNING d.key`,
  });
  // Where the time is nearly the same it stays: then the row is changed in place, beside its index.
  const keep = (retain: string) =>
    `expires_at = CASE WHEN d.expires_at BETWEEN now() + ${ms(`${retain} * 0.99`)} AND now() + ${ms(retain)}
    THEN d.expires_at ELSE now() + ${ms(retain)} END`;
  return {
    claim: { one: claimSql(path, false), all: claimAllSql(path) },
    claimInside: claimSql(path, true),
    complete: own((retain) => `state = ${DONE}, ${keep(retain)}`, `d.state IN (${RUNNING}, ${DONE})`),
    release: own(
      (retain) => `state = ${RELEASED}, ${keep(retain)}`,
      `d.state IN (${RUNNING}, ${RELEASED}) AND d.attempt > 0`,
    ),
    extend: own((_retain, lease) => `lease_until = now() + ${ms(lease)}`, `d.state = ${RUNNING}`),
    // What is forgotten keeps its fence, without an attempt. A run that holds it, or may be about to, keeps it.
    forget: `UPDATE ${path} AS d SET state = ${RELEASED}, attempt = 0 WHERE d.key = :key AND d.attempt > 0 AND d.expires_at > now()
      AND NOT (d.state = ${RUNNING} AND d.lease_until > now()) AND ${LOCK} RETURNING 1 AS ok`,
    failed: `INSERT INTO ${path} AS d (key, state, attempt, expires_at) VALUES (:key, ${RELEASED}, 1, now() + ${ms(":retain")})
      ON CONFLICT (key) DO UPDATE SET expires_at = excluded.expires_at,
      attempt = CASE WHEN d.expires_at > now() THEN least(d.attempt + 1, 32767) ELSE 1 END WHERE d.state = ${RELEASED}`,
    purge: `WITH gone AS (DELETE FROM ${path} WHERE key IN (SELECT d.key FROM ${path} AS d WHERE d.expires_at <= now() AND NOT ${BLOCKS}
      LIMIT ${PURGED_AT_ONCE} FOR UPDATE SKIP LOCKED) RETURNING 1) SELECT count(*)::float8 AS count FROM gone`,
  };
};
