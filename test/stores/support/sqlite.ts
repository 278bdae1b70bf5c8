import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, createClient } from "@libsql/client";
import type BetterSqlite3 from "better-sqlite3";
import { afterAll } from "vitest";

/** libsql speaks as better-sqlite3 does, and needs no compiler. */
const Database = createRequire(import.meta.url)("libsql") as typeof BetterSqlite3;
export type Db = BetterSqlite3.Database;

const DAY = 86_400_000;
export const options = { leaseMs: 15_000, retainMs: 7 * DAY, signal: new AbortController().signal };

/** Files for the tests of one test file, and connections that are closed with them. */
export function withSqlite() {
  const folder = mkdtempSync(join(tmpdir(), "hookonce-sqlite-"));
  const open: { close(): unknown }[] = [];
  let files = 0;
  afterAll(() => {
    for (const db of open) db.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    file: () => join(folder, `${++files}.db`),
    /** A connection; WAL unless told otherwise. */
    open(file: string, journal = "WAL"): Db {
      const db = new Database(file);
      db.exec(`PRAGMA journal_mode = ${journal}; PRAGMA synchronous = OFF`);
      open.push(db);
      return db;
    },
    client(file: string): Client {
      const client = createClient({ url: `file:${file}` });
      open.push(client);
      return client;
    },
  };
}
