import { WebhookConfigError, WebhookError } from "../core/errors.js";
import { patiently, takeTurn } from "./_sqlite-lock.js";
import type { LibsqlClient, LibsqlTransaction, SqliteDatabase, SqliteRow, SqliteValue } from "./_sqlite-shapes.js";

type Awaitable<T> = T | Promise<T>;

/** A transaction that is open. */
interface Open {
  /** What the handler gets. */
  readonly handle: unknown;
  rows(sql: string, values: SqliteValue[]): Awaitable<SqliteRow[]>;
  commit(): Awaitable<unknown>;
  rollback(): Awaitable<unknown>;
}

/** A driver. None of these waits for a lock: all throw when another process holds it. */
interface Driver {
  /** Whether one connection carries everything, so that nothing may slip into a transaction that is open. */
  readonly single: boolean;
  /** The rows of a statement by itself. */
  rows(sql: string, values: SqliteValue[]): Awaitable<SqliteRow[]>;
  define(sql: string): Awaitable<unknown>;
  begin(): Awaitable<Open>;
}

const writes = (sql: string) => !sql.startsWith("SELECT");

const invalid = (why: string) => {
  const known = "a database of node:sqlite, better-sqlite3, bun:sqlite or libsql, or a client of @libsql/client";
  return new WebhookConfigError("STORE_INVALID", `${why}: the store takes ${known}.`);
};

/** A database that is of no use as a handle when its transaction is over: a late statement would be none of it. */
function closing(db: object, isOver: () => boolean): unknown {
  return new Proxy(db, {
    get(target, name) {
      if (isOver()) throw new WebhookError("STORE_UNAVAILABLE", "The transaction is over.");
      const value = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

function overDatabase(db: SqliteDatabase): Driver {
  const statements = new Map<string, ReturnType<SqliteDatabase["prepare"]>>();
  const rows = (sql: string, values: SqliteValue[]): SqliteRow[] => {
    const statement = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, statement);
    // No SELECT of ours has a second row. Writes go to their end, which may fail.
    if (!writes(sql)) return [statement.get(...values)].filter((row) => row != null) as SqliteRow[];
    const found = statement.all(...values);
    if (!Array.isArray(found)) throw invalid("The driver answers with a promise");
    return found as SqliteRow[];
  };
  let timeoutMs: number | undefined;
  /** SQLite would wait for a lock by blocking the process, which may be the one that has to give it back. */
  const withoutWaiting = <T>(step: () => T): T => {
    timeoutMs ??= Number(rows("SELECT timeout FROM pragma_busy_timeout", [])[0]?.timeout);
    if (!timeoutMs) return step();
    db.exec("PRAGMA busy_timeout = 0");
    try {
      return step();
    } finally {
      db.exec(`PRAGMA busy_timeout = ${timeoutMs}`);
    }
  };
  /** The lock comes first: with libsql, a statement that misses it keeps what it has read, and nothing can be written any more. */
  const rowsLocked = (sql: string, values: SqliteValue[]): SqliteRow[] => {
    db.exec("BEGIN IMMEDIATE");
    try {
      const found = rows(sql, values);
      db.exec("COMMIT");
      return found;
    } catch (error) {
      db.exec("ROLLBACK");
      throw error;
    }
  };
  return {
    single: true,
    rows: (sql, values) => (writes(sql) ? withoutWaiting(() => rowsLocked(sql, values)) : rows(sql, values)),
    define: (sql) => withoutWaiting(() => db.exec(sql)),
    begin() {
      withoutWaiting(() => db.exec("BEGIN IMMEDIATE"));
      let over = false;
      return {
        handle: closing(db, () => over),
        rows,
        commit() {
          withoutWaiting(() => db.exec("COMMIT"));
          over = true;
        },
        rollback() {
          over = true;
          db.exec("ROLLBACK");
        },
      };
    },
  };
}

function overLibsql(client: LibsqlClient): Driver {
  const over = (from: Pick<LibsqlClient, "execute">) => async (sql: string, args: SqliteValue[]) =>
    (await from.execute({ sql, args })).rows as SqliteRow[];
  /** Over a file, a statement that missed the lock keeps its snapshot, and nothing can be written until its connection is another. */
  const unstuck = async <T>(step: () => Promise<T>): Promise<T> => {
    try {
      return await step();
    } catch (error) {
      if ((error as { extendedCode?: unknown }).extendedCode === "SQLITE_BUSY_SNAPSHOT") await client.reconnect?.();
      throw error;
    }
  };
  const read = over(client);
  const write = async (sql: string, args: SqliteValue[]) =>
    (await unstuck(() => client.batch([{ sql, args }], "write")))[0]?.rows as SqliteRow[];
  return {
    single: false,
    rows: (sql, values) => (writes(sql) ? write : read)(sql, values),
    define: (sql) => write(sql, []),
    async begin() {
      const transaction: LibsqlTransaction = await unstuck(() => client.transaction("write"));
      return {
        handle: transaction,
        rows: over(transaction),
        commit: () => transaction.commit(),
        rollback: () => transaction.close(),
      };
    },
  };
}

function toDriver(db: unknown): Driver {
  const has = (...names: string[]) => names.every((name) => typeof (db as SqliteRow)?.[name] === "function");
  if (has("prepare", "exec")) return overDatabase(db as SqliteDatabase);
  if (has("execute", "transaction")) return overLibsql(db as LibsqlClient);
  throw invalid("The database is none that is known here");
}

const NEVER = new AbortController().signal;

/** What the stores do with a database. */
export function toConnection(db: object) {
  const driver = toDriver(db);
  const turn = async (signal: AbortSignal) => (driver.single ? takeTurn(db, signal) : () => {});
  const inTurn = <T>(signal: AbortSignal, step: () => Awaitable<T>): Promise<T> =>
    patiently(signal, async () => {
      const giveBack = await turn(signal);
      try {
        return await step();
      } finally {
        giveBack();
      }
    });
  return {
    define: (sql: string) => inTurn(NEVER, () => driver.define(sql)),
    ask: (sql: string, values: SqliteValue[], signal = NEVER) => inTurn(signal, () => driver.rows(sql, values)),
    /**
     * Begins a transaction, and has the database until it is given back. Where looking costs nothing, it looks first: what is found
     * needs no transaction.
     */
    begin: (signal: AbortSignal, look: string, values: SqliteValue[]) =>
      patiently(signal, async () => {
        const giveBack = await turn(signal);
        try {
          const [found] = driver.single ? await driver.rows(look, values) : [];
          if (found) {
            giveBack();
            return { found };
          }
          const { handle, rows, commit, rollback } = await driver.begin();
          return {
            handle,
            giveBack,
            rows: async (sql: string, given: SqliteValue[]) => rows(sql, given),
            commit: () => patiently(signal, commit),
            rollback: async () => rollback(),
            /** A statement after the end, before anybody else's. */
            after: (sql: string, given: SqliteValue[]) => patiently(NEVER, () => driver.rows(sql, given)),
          };
        } catch (error) {
          giveBack();
          throw error;
        }
      }),
  };
}
