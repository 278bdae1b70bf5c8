import * as drizzleOrm from "drizzle-orm";
import * as drizzleOverPg from "drizzle-orm/node-postgres";
import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { transform } from "esbuild";
import * as express from "hookonce/express";
import * as stripe from "hookonce/providers/stripe";
import type { PostgresTransactionalStore } from "hookonce/stores/postgres";
import * as postgres from "hookonce/stores/postgres";
import pg, { type Pool, type PoolClient } from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { fencesOf } from "../docs/markdown.js";
import { hasPostgres, options, withPostgres } from "./support/postgres.js";

const { eq } = drizzleOrm;
const { drizzle } = drizzleOverPg;
type Database = drizzleOverPg.NodePgDatabase;
type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

const modules: Record<string, object> = {
  "drizzle-orm": drizzleOrm,
  "drizzle-orm/node-postgres": drizzleOverPg,
  "hookonce/express": express,
  "hookonce/providers/stripe": stripe,
  "hookonce/stores/postgres": postgres,
  pg,
};

/** Runs what docs/postgres.md shows for Drizzle, and gives its Drizzle, its store and how it puts parameters in. */
async function runPage() {
  const [fence] = fencesOf("docs/postgres.md").filter(({ code }) => code.includes("drizzle(pool)"));
  const shown = `${fence?.code}\nexport { db, store, statement };`;
  const { code } = await transform(shown, { loader: "ts", format: "cjs" });
  const module = { exports: {} };
  new Function("require", "module", code)((name: string) => modules[name], module);
  return module.exports as {
    db: Database & { $client: Pool };
    store: PostgresTransactionalStore<Transaction>;
    statement(text: string, values: unknown[]): drizzleOrm.SQL;
  };
}

const database = withPostgres();
const orders = pgTable("orders", { id: text().notNull(), amount: integer().notNull() });

let keys = 0;
const newKey = () => `stripe:default:evt_${++keys}`;

describe.runIf(hasPostgres)("Drizzle over node-postgres", () => {
  let page: Awaited<ReturnType<typeof runPage>>;
  let pool: Pool;
  let db: Database;
  let store: PostgresTransactionalStore<Transaction>;
  /** The client of the page, for stores of other options. */
  const client = () => ({
    query: (text: string, values: unknown[]) => db.execute(page.statement(text, values)),
    transaction: <R>(work: (transaction: Transaction) => Promise<R>) => db.transaction(work),
    queryIn: (tx: Transaction, text: string, values: unknown[]) => tx.execute(page.statement(text, values)),
  });
  const written = (id: string) => db.select().from(orders).where(eq(orders.id, id));

  beforeAll(async () => {
    vi.stubEnv("DATABASE_URL", database.engine().url);
    vi.stubEnv("STRIPE_WEBHOOK_SECRET", "whsec_trial_5Jb1dQ0nYxkq2");
    page = await runPage();
    ({ db, store } = page);
    pool = page.db.$client;
    await store.migrate();
    await pool.query("CREATE TABLE orders (id text NOT NULL, amount integer NOT NULL)");
  }, 60_000);

  afterAll(() => pool.end());

  it("the handler's transaction is Drizzle's own, and its writes are committed with the claim, once", async () => {
    const key = newKey();
    const runs = await Promise.all(
      Array.from({ length: 6 }, () =>
        store.run(key, options, (tx, attempt) => tx.insert(orders).values({ id: key, amount: attempt })),
      ),
    );
    expect(runs.filter(({ state }) => state === "committed")).toHaveLength(1);
    expect(await store.run(key, options, () => Promise.reject(new Error("it ran again")))).toEqual({ state: "done" });
    expect(await written(key)).toEqual([{ id: key, amount: 1 }]);
  });

  it("what the handler throws undoes its writes and the claim, and the next run is the second attempt", async () => {
    const key = newKey();
    const error = new Error("no");
    const failing = store.run(key, options, async (tx) => {
      await tx.insert(orders).values({ id: key, amount: 1 });
      throw error;
    });
    expect(await failing.catch((caught) => caught)).toBe(error);
    expect(await written(key)).toEqual([]);
    expect(await store.run(key, options, async (_tx, attempt) => attempt)).toEqual({ state: "committed", value: 2 });
  });

  it("a failed statement that the handler swallows commits nothing", async () => {
    const key = newKey();
    const swallowing = store.run(key, options, async (tx) => {
      await tx.insert(orders).values({ id: key, amount: 1 });
      await tx.execute("SELECT 1 / 0").catch(() => {});
    });
    await expect(swallowing).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(await written(key)).toEqual([]);
    expect((await store.run(key, options, async () => {})).state).toBe("committed");
  });

  it("a missing table is named, with the remedy", async () => {
    const other = postgres.postgresTransactionalStore(client(), { table: "nowhere" });
    await expect(other.run(newKey(), options, async () => {})).rejects.toThrow(/"nowhere" is not there: call migrate/);
  });

  it("a key goes as a parameter: what looks like SQL, or like a parameter, is text", async () => {
    const hostile = `$1'; DROP TABLE orders; --\\ "$2" {{`;
    expect((await store.run(hostile, options, async () => {})).state).toBe("committed");
    const { rows } = await pool.query("SELECT key FROM hookonce_events WHERE key = $1", [hostile]);
    expect(rows).toEqual([{ key: hostile }]);
    expect(await written("none")).toEqual([]);
  });

  it("the claimed grade goes through the same client", async () => {
    const claims = postgres.postgresStore(client());
    const key = newKey();
    const claim = await claims.claim(key, options);
    expect(claim).toMatchObject({ state: "claimed", attempt: 1 });
    const { fence } = claim as { fence: number };
    expect(await claims.complete(key, fence - 1, options)).toBe(false);
    expect(await claims.complete(key, fence, options)).toBe(true);
    expect(await claims.claim(key, options)).toEqual({ state: "done" });
  });

  it("a Drizzle made of a pool's transaction writes in that transaction", async () => {
    const overPool = postgres.postgresTransactionalStore(pool);
    const key = newKey();
    const write = (fails: boolean) =>
      overPool.run(key, options, async (client: PoolClient) => {
        await drizzle(client).insert(orders).values({ id: key, amount: 1 });
        if (fails) throw new Error("no");
      });
    await expect(write(true)).rejects.toThrow("no");
    expect(await written(key)).toEqual([]);
    expect((await write(false)).state).toBe("committed");
    expect(await written(key)).toHaveLength(1);
  });
});
