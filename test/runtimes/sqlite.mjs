import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sqliteStore, sqliteTransactionalStore } from "hookonce/stores/sqlite";
import { storeChecks, transactionalStoreChecks } from "hookonce/testing";

// The rules of both grades over the SQLite that a runtime brings. The driver is the argument.

const OPENERS = {
  "node:sqlite": async () => {
    const { DatabaseSync } = await import("node:sqlite");
    return (file) => new DatabaseSync(file);
  },
  "bun:sqlite": async () => {
    const { Database } = await import("bun:sqlite");
    return (file) => new Database(file);
  },
  "better-sqlite3": async () => {
    const { default: Database } = await import("better-sqlite3");
    return (file) => new Database(file);
  },
};

const open = await OPENERS[process.argv[2]]();
const folder = mkdtempSync(join(tmpdir(), "hookonce-runtime-"));
const [mine, others] = [1, 2].map(() => {
  const db = open(join(folder, "events.db"));
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
  return db;
});
await sqliteStore(mine).migrate();
mine.exec("CREATE TABLE effects (text TEXT)");

const claimed = storeChecks(() => ({
  store: sqliteStore(mine),
  reopen: () => sqliteStore(others),
  lose: (key) => mine.prepare("DELETE FROM hookonce_events WHERE key = ?").run(key),
}));
const transactional = transactionalStoreChecks(() => ({
  store: sqliteTransactionalStore(mine),
  reopen: () => sqliteTransactionalStore(others),
  write: (transaction, text) => transaction.prepare("INSERT INTO effects VALUES (?)").run(text),
  written: () =>
    others
      .prepare("SELECT text FROM effects")
      .all()
      .map(({ text }) => text),
}));

let passed = 0;
const failed = [];
for (const { name, run } of [...claimed, ...transactional]) {
  try {
    await run();
    passed++;
  } catch (error) {
    failed.push(`${name}: ${error.message}`);
  }
}
mine.close();
others.close();
rmSync(folder, { recursive: true, force: true });
for (const line of failed) console.log(`  ${line}`);
console.log(`${process.argv[2]}: ${passed} passed, ${failed.length} failed`);
process.exit(failed.length || !passed ? 1 : 0);
