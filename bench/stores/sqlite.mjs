import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sqliteStore, sqliteTransactionalStore } from "hookonce/stores/sqlite";
import Database from "libsql";
import { whole } from "./figures.mjs";
import { claimed, freshKeys, race, someOf, transactional } from "./measure.mjs";
import { versionOf } from "./versions.mjs";

const TABLE = "hookonce_events";

/** A file whose every commit is on the disk. */
function open(folder, name) {
  const db = new Database(join(folder, `${name}.db`));
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 2000");
  db.exec("CREATE TABLE orders (id INTEGER PRIMARY KEY, event_id TEXT NOT NULL, cents INTEGER NOT NULL)");
  return db;
}

const insertOrder = (db) => {
  const insert = db.prepare("INSERT INTO orders (event_id, cents) VALUES (?, ?)");
  return (_transaction, key) => insert.run(key, 4200);
};

/** Copies what the store wrote for one event to further keys; their fences and times follow one another. */
function fill(db, sample, keys) {
  const copy = db.prepare(`INSERT INTO ${TABLE} (key, state, attempt, fence, lease_until, expires_at)
    SELECT ?, state, attempt, fence + ?, lease_until + ?, expires_at + ? FROM ${TABLE} WHERE key = ?`);
  db.exec("BEGIN");
  for (const [i, key] of keys.entries()) copy.run(key, i + 1, i + 1, i + 1, sample);
  db.exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
}

/** A file with as many finished events, the first of them written by the store itself. */
async function filled(folder, name, count, grade) {
  const db = open(folder, name);
  const stores = { claimed: sqliteStore(db), transactional: sqliteTransactionalStore(db) };
  await stores.claimed.migrate();
  const by = {
    claimed: claimed([stores.claimed]),
    transactional: transactional(stores.transactional, insertOrder(db)),
  };
  const empty = fileBytes(db);
  const [own, ...keys] = freshKeys(count);
  await by[grade].first(own);
  fill(db, own, keys);
  return { db, ...by, known: [own, ...keys], bytes: (fileBytes(db) - empty) / count };
}

function fileBytes(db) {
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  const [pages, size] = ["page_count", "page_size"].map((name) => Object.values(db.prepare(`PRAGMA ${name}`).get())[0]);
  return pages * size;
}

/** The floors, in the file of the store beside them: the bare claim, and a transaction with one insert. */
function floors(db, known) {
  db.exec("CREATE TABLE floor (key TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) WITHOUT ROWID, STRICT");
  const insert = db.prepare(
    "INSERT INTO floor (key, expires_at) VALUES (?, unixepoch() + 604800) ON CONFLICT (key) DO NOTHING",
  );
  db.exec("BEGIN");
  for (const key of known) insert.run(key);
  db.exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
  const order = insertOrder(db);
  return {
    claim: async (key) => insert.run(key),
    transaction: async (key) => {
      db.exec("BEGIN IMMEDIATE");
      order(db, key);
      db.exec("COMMIT");
    },
  };
}

async function measureRates(figures, folder, { few, rounds }) {
  const { db, known, claimed: store, transactional: runs } = await filled(folder, "rates", few, "claimed");
  const floor = floors(db, known);
  const old = { keys: someOf(known) };
  const times = await race(
    {
      floorFirst: { once: floor.claim },
      first: { once: store.first },
      bare: { once: floor.transaction },
      run: { once: runs.first },
      floorDuplicate: { ...old, once: floor.claim },
      duplicate: { ...old, once: store.duplicate },
      runDuplicate: { ...old, once: runs.duplicate },
    },
    rounds,
  );
  const duplicates = "duplicates, floor: INSERT … ON CONFLICT";
  figures.against("SQLite claimed", "firsts, floor: INSERT … ON CONFLICT DO NOTHING", times.first, times.floorFirst);
  figures.against("SQLite claimed", duplicates, times.duplicate, times.floorDuplicate, 1.3);
  const bare = "firsts with one insert, bare: BEGIN, insert, COMMIT";
  figures.share("SQLite transactional", bare, times.run, times.bare, 0.65);
  figures.against("SQLite transactional", duplicates, times.runDuplicate, times.floorDuplicate, 1.3);
  db.close();
}

async function measureGrowth(figures, folder, { few, many, rounds }) {
  const claims = await filled(folder, "claims", many, "claimed");
  figures.bytes("SQLite claimed", `bytes per event, ${whole(many)} events`, claims.bytes, 90);
  claims.db.close();
  const sizes = {
    few: await filled(folder, "few", few, "transactional"),
    many: await filled(folder, "many", many, "transactional"),
  };
  figures.bytes("SQLite transactional", `bytes per event, ${whole(many)} events`, sizes.many.bytes, 90);
  const candidates = {};
  for (const [size, store] of Object.entries(sizes)) {
    for (const grade of ["claimed", "transactional"]) {
      candidates[`${size} ${grade} firsts`] = { once: store[grade].first };
      candidates[`${size} ${grade} duplicates`] = { keys: someOf(store.known), once: store[grade].duplicate };
    }
    candidates[`${size} floor`] = { keys: someOf(store.known), once: floors(store.db, store.known).claim };
  }
  const times = await race(candidates, rounds);
  const floor = `duplicates of the floor, from ${whole(few)} to ${whole(many)} events`;
  figures.growth("SQLite", floor, times["many floor"], times["few floor"], null);
  for (const grade of ["claimed", "transactional"]) {
    for (const what of ["firsts", "duplicates"]) {
      const figure = `${what}, from ${whole(few)} to ${whole(many)} events`;
      figures.growth(`SQLite ${grade}`, figure, times[`many ${grade} ${what}`], times[`few ${grade} ${what}`]);
    }
  }
  for (const { db } of Object.values(sizes)) db.close();
}

export async function measureSqlite(figures, { few, many, quick }) {
  const folder = mkdtempSync(join(tmpdir(), "hookonce-sqlite-"));
  try {
    const rounds = quick ? { rounds: 5, perRound: 32 } : { rounds: 60, perRound: 320 };
    await measureRates(figures, folder, { few, rounds });
    await measureGrowth(figures, folder, { few, many, rounds: quick ? rounds : { rounds: 40, perRound: 160 } });
    const db = new Database(":memory:");
    const { version } = db.prepare("SELECT sqlite_version() AS version").get();
    db.close();
    return [`SQLite ${version} (WAL, synchronous FULL)`, versionOf("libsql")];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
