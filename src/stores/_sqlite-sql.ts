import { identifier } from "./_sql.js";

/** Where the table is. */
export interface SqliteStoreOptions {
  /** `[a-z0-9_]`, 1 to 63 characters. Default `"hookonce_events"`. */
  readonly table?: string | undefined;
}

const RELEASED = 0;
const RUNNING = 1;
const DONE = 2;

/** How many rows one step of a purge looks at. */
const PURGED_AT_ONCE = 5000;

/** SQLite's clock, in milliseconds; the same throughout a statement. */
const NOW = "CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)";

/** Milliseconds that are handed in: some drivers hand in every number as a REAL. */
const MS = "CAST(? AS INTEGER)";

const HELD = `state = ${RUNNING} AND lease_until > ${NOW}`;

/** A row that keeps others from running. */
const BLOCKS = `((state = ${DONE} AND expires_at > ${NOW}) OR (${HELD}))`;

export const tableOf = ({ table = "hookonce_events" }: SqliteStoreOptions) => identifier("table", table);

/** Columns that hold 0 or 1 take no room, and an integer takes as many bytes as it needs. */
export const schemaOf = (table: string) => `CREATE TABLE IF NOT EXISTS ${table} (
  key TEXT NOT NULL PRIMARY KEY,
  state INTEGER NOT NULL, -- 0 released, 1 running, 2 done
  attempt INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  lease_until INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID`;

/** The statements of both grades over one table. Their parameters are `?`: node:sqlite takes no numbered ones. */
export function sqlOf(table: string) {
  /** Takes the row of a key unless it blocks. */
  const take = (state: number, fence: string, lease: string) => `INSERT INTO ${table} AS known
    (key, state, attempt, fence, lease_until, expires_at) VALUES (?, ${state}, 1, ${fence}, ${lease}, ${NOW} + ${MS})
    ON CONFLICT (key) DO UPDATE SET state = excluded.state, lease_until = excluded.lease_until,
      attempt = iif(known.expires_at > ${NOW}, known.attempt + 1, 1),
      fence = max(known.fence + 1, excluded.fence), expires_at = excluded.expires_at
    WHERE NOT ${BLOCKS.replace(/state|expires_at|lease_until/g, "known.$&")} RETURNING fence, attempt`;
  /** Ends the run that holds this fence; again with the same answer. What was forgotten has no attempt. */
  const settle = (state: number) => `UPDATE ${table} SET state = ${state}, lease_until = 0, expires_at = ${NOW} + ${MS}
    WHERE key = ? AND fence = ? AND state IN (${RUNNING}, ${state}) AND attempt > 0 RETURNING 1 AS ok`;
  return {
    /** key */
    known: `SELECT state = ${DONE} AS done, lease_until - ${NOW} AS rest FROM ${table} WHERE key = ? AND ${BLOCKS}`,
    /** key, smallest fence, lease, retention */
    claim: take(RUNNING, `max(1000 * ${NOW}, ${MS})`, `${NOW} + ${MS}`),
    /** key, retention */
    claimInside: take(DONE, "0", "0"),
    /** key, retention */
    failed: take(RELEASED, "0", "0"),
    /** key: is the claim still there that this transaction made? */
    inside: `SELECT fence FROM ${table} WHERE key = ? AND state = ${DONE}`,
    /** retention, key, fence */
    complete: settle(DONE),
    /** retention, key, fence */
    release: settle(RELEASED),
    /** lease, key, fence */
    extend: `UPDATE ${table} SET lease_until = ${NOW} + ${MS} WHERE key = ? AND fence = ? AND state = ${RUNNING} RETURNING 1 AS ok`,
    /** key: what is forgotten keeps its fence */
    forget: `UPDATE ${table} SET state = ${RELEASED}, attempt = 0 WHERE key = ? AND attempt > 0
      AND expires_at > ${NOW} AND NOT (${HELD}) RETURNING 1 AS ok`,
    /** after this key: the last of the next step */
    purgeTo: `SELECT key FROM ${table} WHERE key > ? ORDER BY key LIMIT 1 OFFSET ${PURGED_AT_ONCE - 1}`,
    /** after this key, up to this one */
    purge: `DELETE FROM ${table} WHERE key > ? AND key <= ? AND expires_at <= ${NOW} AND NOT (${HELD}) RETURNING 1 AS ok`,
  };
}
