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
    ON CONFLICT (key) DO UPDATE SET state = excluded.state, lease_until = excluded.lease_until,
      attempt = CASE WHEN d.expires_at > now() THEN least(d.attempt + 1, 32767) ELSE 1 END,
      fence = greatest(d.fence + 1, excluded.fence), expires_at = excluded.expires_at
    WHERE NOT ${BLOCKS} RETURNING d.fence, d.attempt
  )
  SELECT 'claimed' AS state, fence::float8, attempt, NULL::float8 AS rest FROM taken
  UNION ALL SELECT CASE state WHEN ${DONE} THEN 'done' ELSE 'running' END, NULL, NULL, rest::float8 FROM known
  ${transactional ? "UNION ALL SELECT 'running', NULL, NULL, 1000 FROM seized WHERE NOT free AND NOT EXISTS (SELECT FROM known)" : ""}`;
}

/** The statements of both grades over one table. */
export const sqlOf = (path: string) => {
  const own = `UPDATE ${path} AS d SET %s WHERE d.key = :key AND d.fence = :fence`;
  // Where the time is nearly the same it stays: then the row is changed in place, beside its index.
  const retain = `expires_at = CASE WHEN d.expires_at BETWEEN now() + ${ms(":retain * 0.99")} AND now() + ${ms(":retain")}
    THEN d.expires_at ELSE now() + ${ms(":retain")} END`;
  return {
    claim: claimSql(path, false),
    claimInside: claimSql(path, true),
    complete: `${own.replace("%s", `state = ${DONE}, ${retain}`)} AND d.state IN (${RUNNING}, ${DONE}) RETURNING 1 AS ok`,
    release: `${own.replace("%s", `state = ${RELEASED}, ${retain}`)} AND d.state IN (${RUNNING}, ${RELEASED}) AND d.attempt > 0 RETURNING 1 AS ok`,
    extend: `${own.replace("%s", `lease_until = now() + ${ms(":lease")}`)} AND d.state = ${RUNNING} RETURNING 1 AS ok`,
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
