import { memoryStore } from "hookonce";

// Each store over a connection of its own, and how a handler writes its effect where the grade is transactional.

const memory = async () => ({ store: memoryStore(), close: async () => {} });

async function redis({ url }) {
  const [{ redisStore }, { Redis }] = await Promise.all([import("hookonce/stores/redis"), import("ioredis")]);
  const client = new Redis(url, { retryStrategy: () => 50 });
  client.on("error", () => {});
  return { store: redisStore(client), close: async () => client.disconnect() };
}

async function postgres({ url, grade, idleTimeoutMs = 1000 }) {
  const [stores, { default: pg }] = await Promise.all([import("hookonce/stores/postgres"), import("pg")]);
  const pool = new pg.Pool({ connectionString: url, max: 8, connectionTimeoutMillis: 1000 });
  pool.on("error", () => {});
  const store =
    grade === "transactional" ? stores.postgresTransactionalStore(pool, { idleTimeoutMs }) : stores.postgresStore(pool);
  return {
    store,
    write: (transaction, id) => transaction.query("INSERT INTO effects (event_id) VALUES ($1)", [id]),
    all: async (sql) => (await pool.query(sql)).rows,
    close: () => pool.end(),
  };
}

async function sqlite({ url, grade }) {
  const [stores, { default: Database }] = await Promise.all([import("hookonce/stores/sqlite"), import("libsql")]);
  const db = new Database(url);
  // What a killed process has written survives without waiting for the disk.
  db.exec("PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  return {
    store: grade === "transactional" ? stores.sqliteTransactionalStore(db) : stores.sqliteStore(db),
    write: async (transaction, id) => transaction.prepare("INSERT INTO effects (event_id) VALUES (?)").run(id),
    all: async (sql) => (/^SELECT/.test(sql) ? db.prepare(sql).all() : db.exec(sql)),
    close: async () => void db.close(),
  };
}

const OPENERS = { memory, redis, postgres, sqlite };

/**
 * @param {{ engine: "memory" | "redis" | "postgres" | "sqlite", grade?: "claimed" | "transactional", url?: string }} site
 * @returns {Promise<{ store: any, close(): Promise<void>, write?: Function, all?(sql: string): Promise<any[]> }>}
 */
export const openStore = (site) => OPENERS[site.engine](site);

/** Makes the tables, that of the effects too. No constraint on them: a doubled effect has to be seen. */
export async function prepare(site) {
  const { store, all, close } = await openStore(site);
  await store.migrate?.();
  if (site.grade === "transactional") {
    await all?.("DROP TABLE IF EXISTS effects");
    await all?.("CREATE TABLE effects (event_id TEXT NOT NULL)");
  }
  await close();
}

/** How often each event's effect is there. */
export async function countEffects(site) {
  const { all, close } = await openStore(site);
  const rows = await all?.("SELECT event_id, count(*) AS count FROM effects GROUP BY event_id");
  await close();
  return new Map(rows?.map(({ event_id, count }) => [event_id, Number(count)]));
}
