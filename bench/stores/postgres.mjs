import { postgresStore, postgresTransactionalStore } from "hookonce/stores/postgres";
import { Pool } from "pg";
import postgres from "postgres";
import { hasEngine, startPostgres } from "../../scripts/engines.mjs";
import { whole } from "./figures.mjs";
import { claimed, freshKeys, LOOPS, race, someOf, transactional } from "./measure.mjs";
import { versionOf } from "./versions.mjs";

const CHUNK = 10_000;
const ROWS = "SELECT i, key FROM unnest($1::text[]) WITH ORDINALITY AS k (key, i)";

/** Copies what the store wrote for one event to further keys; their fences and times follow one another. */
async function fill(pool, table, keys) {
  const [sample] = (await pool.query(`SELECT key FROM ${table} LIMIT 1`)).rows;
  for (let from = 0; from < keys.length; from += CHUNK) {
    await pool.query(
      `INSERT INTO ${table} (key, state, attempt, fence, lease_until, expires_at)
      SELECT k.key, d.state, d.attempt, d.fence + $3 + k.i, d.lease_until, d.expires_at + ($3 + k.i) * interval '1 ms'
      FROM (${ROWS}) AS k, ${table} AS d WHERE d.key = $2`,
      [keys.slice(from, from + CHUNK), sample.key, from],
    );
  }
  await pool.query(`VACUUM ANALYZE ${table}`);
}

/** A table with as many finished events, the first of them written by the store itself. */
async function filled(pool, table, count, grade = "transactional") {
  const stores = {
    claimed: postgresStore(pool, { table }),
    transactional: postgresTransactionalStore(pool, { table }),
  };
  await stores.claimed.migrate();
  const by = { claimed: claimed([stores.claimed]), transactional: transactional(stores.transactional, insertOrder) };
  const [own, ...keys] = freshKeys(count);
  await by[grade].first(own);
  await fill(pool, table, keys);
  return { ...by, known: [own, ...keys] };
}

const insertOrder = (client, key) => client.query("INSERT INTO orders (event_id, cents) VALUES ($1, $2)", [key, 4200]);

/** What a handler's transaction costs without any store. */
const bareTransaction = (pool) => async (key) => {
  const client = await pool.connect();
  await client.query("BEGIN");
  await insertOrder(client, key);
  await client.query("COMMIT");
  client.release();
};

const bareClaim = (pool, table) => {
  const text = `INSERT INTO ${table} (key, expires_at) VALUES ($1, now() + interval '7 days') ON CONFLICT (key) DO NOTHING`;
  return (key) => pool.query(text, [key]);
};

/** The table of a floor, with as many keys as that of the store beside it. */
async function floorTable(pool, table, keys) {
  await pool.query(`CREATE TABLE ${table} (key text COLLATE "C" PRIMARY KEY, expires_at timestamptz NOT NULL)`);
  await pool.query(`INSERT INTO ${table} SELECT k.key, now() + interval '7 days' FROM (${ROWS}) AS k`, [keys]);
  await pool.query(`VACUUM ANALYZE ${table}`);
}

const bytesPerRow = async (pool, table) => {
  const { rows } = await pool.query(
    `SELECT pg_total_relation_size('${table}') / count(*)::float8 AS bytes FROM ${table}`,
  );
  return rows[0].bytes;
};

async function measureClaimed(figures, pool, sql, { few, rounds }) {
  const floors = {
    pg: bareClaim(pool, "floor_pg"),
    // As its users write it: a template, which postgres.js prepares.
    "postgres.js": (key) =>
      sql`INSERT INTO floor_postgresjs (key, expires_at) VALUES (${key}, now() + interval '7 days')
        ON CONFLICT (key) DO NOTHING`,
  };
  for (const [client, handed] of Object.entries({ pg: pool, "postgres.js": sql })) {
    const name = client.replace(".", "");
    const store = claimed([postgresStore(handed, { table: `claims_${name}` })]);
    const { known } = await filled(pool, `claims_${name}`, few, "claimed");
    await floorTable(pool, `floor_${name}`, known);
    const once = floors[client];
    const times = await race(
      {
        floorFirst: { once },
        first: { once: store.first },
        floorDuplicate: { keys: someOf(known), once },
        duplicate: { keys: someOf(known), once: store.duplicate },
      },
      rounds,
    );
    const title = `PostgreSQL claimed, ${client}`;
    figures.against(title, "firsts, floor: INSERT … ON CONFLICT DO NOTHING", times.first, times.floorFirst);
    figures.against(title, "duplicates, floor: the same statement", times.duplicate, times.floorDuplicate, 1.3);
  }
}

async function measureTransactional(figures, pool, { few, rounds }) {
  const { known, transactional: store } = await filled(pool, "runs_pg", few);
  await floorTable(pool, "floor_runs", known);
  const times = await race(
    {
      bare: { once: bareTransaction(pool) },
      first: { once: store.first },
      floorDuplicate: { keys: someOf(known), once: bareClaim(pool, "floor_runs") },
      duplicate: { keys: someOf(known), once: store.duplicate },
    },
    rounds,
  );
  const title = "PostgreSQL transactional, pg";
  figures.share(title, "firsts with one insert, bare: BEGIN, insert, COMMIT", times.first, times.bare, 0.65);
  figures.against(title, "duplicates, floor: INSERT … ON CONFLICT", times.duplicate, times.floorDuplicate, 1.3);
}

async function measureGrowth(figures, pool, { few, many, rounds }) {
  const sizes = { few: await filled(pool, "few", few), many: await filled(pool, "many", many) };
  const bytes = await bytesPerRow(pool, "many");
  figures.bytes("PostgreSQL transactional", `bytes per event, ${whole(many)} events`, bytes, 180);
  const candidates = {};
  for (const [size, store] of Object.entries(sizes)) {
    for (const grade of ["claimed", "transactional"]) {
      candidates[`${size} ${grade} firsts`] = { once: store[grade].first };
      candidates[`${size} ${grade} duplicates`] = { keys: someOf(store.known), once: store[grade].duplicate };
    }
    await floorTable(pool, `floor_${size}`, store.known);
    candidates[`${size} floor`] = { keys: someOf(store.known), once: bareClaim(pool, `floor_${size}`) };
  }
  await pool.query("CHECKPOINT");
  const times = await race(candidates, rounds);
  const floor = `duplicates of the floor, from ${whole(few)} to ${whole(many)} events`;
  figures.growth("PostgreSQL, pg", floor, times["many floor"], times["few floor"], null);
  for (const grade of ["claimed", "transactional"]) {
    for (const what of ["firsts", "duplicates"]) {
      const figure = `${what}, from ${whole(few)} to ${whole(many)} events`;
      figures.growth(`PostgreSQL ${grade}, pg`, figure, times[`many ${grade} ${what}`], times[`few ${grade} ${what}`]);
    }
  }
}

/** Claimed rows are changed once, which bulk statements do not show: so each of them is written by the store. */
async function measureBytes(figures, pool, count) {
  const store = await filled(pool, "bytes", 1, "claimed");
  await race({ first: { once: store.claimed.first } }, { rounds: 6, perRound: Math.ceil(count / 7) });
  figures.bytes("PostgreSQL claimed", `bytes per event, ${whole(count)} events`, await bytesPerRow(pool, "bytes"));
}

export async function measurePostgres(figures, { few, many, quick }) {
  if (!hasEngine("postgres")) return [];
  const engine = await startPostgres({ fsync: "on" });
  const pool = new Pool({ connectionString: engine.url, max: LOOPS });
  const sql = postgres(engine.url, { max: LOOPS, onnotice: () => {} });
  try {
    await pool.query("CREATE TABLE orders (id bigserial PRIMARY KEY, event_id text NOT NULL, cents int NOT NULL)");
    const rounds = quick ? { rounds: 5, perRound: 32 } : { rounds: 60, perRound: 320 };
    await measureClaimed(figures, pool, sql, { few, rounds });
    await measureTransactional(figures, pool, { few, rounds });
    await measureGrowth(figures, pool, { few, many, rounds: quick ? rounds : { rounds: 40, perRound: 160 } });
    await measureBytes(figures, pool, quick ? 500 : 20_000);
    const [{ server_version }] = (await pool.query("SHOW server_version")).rows;
    return [`PostgreSQL ${server_version} (fsync on)`, versionOf("pg"), versionOf("postgres")];
  } finally {
    await Promise.allSettled([pool.end(), sql.end()]);
    await engine.stop();
  }
}
