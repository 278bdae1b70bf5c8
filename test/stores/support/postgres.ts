import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import postgres from "postgres";
import { afterAll, beforeAll } from "vitest";
import { type Engine, hasEngine, startPostgres } from "../../../scripts/engines.mjs";

export const hasPostgres = hasEngine("postgres");

/** A server for the tests of one file, and pools that are ended with it. */
export function withPostgres(settings: Record<string, string | number> = {}) {
  let engine: Engine;
  const open: { end(): Promise<unknown> }[] = [];
  beforeAll(async () => {
    if (hasPostgres) engine = await startPostgres(settings);
  }, 60_000);
  afterAll(async () => {
    await Promise.allSettled(open.map((pool) => pool.end()));
    await engine?.stop();
  }, 60_000);
  return {
    engine: () => engine,
    pool(more: pg.PoolConfig = {}): pg.Pool {
      const pool = new pg.Pool({ connectionString: engine.url, max: 16, ...more });
      pool.on("error", () => {});
      open.push(pool);
      return pool;
    },
    sql(url = engine.url): postgres.Sql {
      const sql = postgres(url, { max: 16, onnotice: () => {} });
      open.push(sql);
      return sql;
    },
    lite(): PGlite {
      const lite = new PGlite();
      open.push({ end: () => lite.close() });
      return lite;
    },
  };
}

/** What the tests need of a client, whichever it is. */
export async function execute(client: object, text: string): Promise<Record<string, unknown>[]> {
  const any = client as {
    unsafe?(text: string): Promise<Record<string, unknown>[]>;
    query(text: string): Promise<{ rows: Record<string, unknown>[] }>;
  };
  return any.unsafe ? any.unsafe(text) : (await any.query(text)).rows;
}

const DAY = 86_400_000;
export const options = { leaseMs: 15_000, retainMs: 7 * DAY, signal: new AbortController().signal };
