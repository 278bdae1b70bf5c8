import { postgresStore } from "hookonce/stores/postgres";
import { Pool } from "pg";
import { hasEngine, startPostgres } from "../../scripts/engines.mjs";
import { claimed, freshKeys, inFlight, must } from "../stores/measure.mjs";

export const aims = [12];

const CONNECTIONS = 16;

/** The floor is prepared by name and has the store's own table beside it, in its simplest form. */
const FLOOR = {
  name: "floor",
  text: `INSERT INTO floor (key, expires_at) VALUES ($1, now() + interval '7 days') ON CONFLICT (key) DO NOTHING`,
};

export async function measure({ report, quick, race }) {
  if (!hasEngine("postgres")) return report.note("PostgreSQL is not installed: not measured.");
  const engine = await startPostgres({ fsync: "on" });
  const pool = new Pool({ connectionString: engine.url, max: CONNECTIONS });
  try {
    await pool.query(`CREATE TABLE floor (key text COLLATE "C" PRIMARY KEY, expires_at timestamptz NOT NULL)`);
    const store = postgresStore(pool);
    await store.migrate();
    const { first, claim } = claimed([store]);
    const insert = async (key) => must((await pool.query({ ...FLOOR, values: [key] })).rowCount, 1);
    const rounds = quick ? 10 : 60;
    for (const [atOnce, count, bound] of [
      [128, 1024, { least: 4 }],
      [16, 256, {}],
      [1, 32, { least: 0.9 }],
    ]) {
      const of = (once) => () => inFlight(atOnce, freshKeys(count), once);
      const times = await race({ claim: of(claim), insert: of(insert), first: of(first) }, { rounds, perRound: 1 });
      const title = `PostgreSQL, pg, ${CONNECTIONS} connections, ${atOnce} in flight`;
      const floor = "times as fast as a prepared INSERT … ON CONFLICT DO NOTHING";
      report.ratio({ aim: 12, what: `${title}: claim, ${floor}`, of: times.insert, to: times.claim, ...bound });
      report.ratio({ aim: 12, what: `${title}: claim + complete, ${floor}`, of: times.insert, to: times.first });
    }
    report.note("All of it is durable: logged tables, fsync and synchronous_commit on.");
  } finally {
    await pool.end();
    await engine.stop();
  }
}
