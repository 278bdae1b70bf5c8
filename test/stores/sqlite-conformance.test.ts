import type { SqliteClient } from "hookonce/stores/sqlite";
import { sqliteStore, sqliteTransactionalStore } from "hookonce/stores/sqlite";
import { storeChecks, transactionalStoreChecks } from "hookonce/testing";
import { beforeAll, describe, it } from "vitest";
import { type Db, withSqlite } from "./support/sqlite.js";

const files = withSqlite();

/** The second connection is what another process has. */
const drivers: Record<string, () => [SqliteClient, SqliteClient, Db?]> = {
  "a synchronous driver, WAL": () => {
    const file = files.file();
    return [files.open(file), files.open(file)];
  },
  "a synchronous driver, rollback journal": () => {
    const file = files.file();
    return [files.open(file, "DELETE"), files.open(file, "DELETE")];
  },
  "a libsql client": () => {
    const file = files.file();
    // What is read through a client over a file may keep its snapshot: effects are read past it.
    const reader = files.open(file);
    return [files.client(file), files.client(file), reader];
  },
};

const execute = async (db: object, sql: string, ...args: string[]): Promise<Record<string, unknown>[]> => {
  if ("execute" in db) return (await (db as any).execute({ sql, args })).rows;
  const statement = (db as any).prepare(sql);
  return statement.reader === false || !/^SELECT/.test(sql) ? statement.run(...args) : statement.all(...args);
};

describe.each(Object.entries(drivers))("SQLite over %s", (_name, open) => {
  let mine: SqliteClient;
  let others: SqliteClient;
  let reader: object;
  beforeAll(async () => {
    const opened = open();
    [mine, others] = opened;
    reader = opened[2] ?? others;
    await sqliteStore(mine).migrate();
    await execute(mine, "CREATE TABLE effects (text TEXT)");
  });

  const checks = storeChecks(() => ({
    store: sqliteStore(mine),
    reopen: () => sqliteStore(others),
    lose: (key) => execute(mine, "DELETE FROM hookonce_events WHERE key = ?", key),
  }));
  for (const { name, run } of checks) it.concurrent(name, run);

  const transactional = transactionalStoreChecks<object>(() => ({
    store: sqliteTransactionalStore(mine as never),
    reopen: () => sqliteTransactionalStore(others as never),
    write: (transaction, text) => execute(transaction, "INSERT INTO effects VALUES (?)", text),
    written: async () => (await execute(reader, "SELECT text FROM effects")).map(({ text }) => String(text)),
  }));
  for (const { name, run } of transactional) it(`transactional: ${name}`, run);
});
