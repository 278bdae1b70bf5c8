import { type Claim, WebhookConfigError } from "hookonce";
import { postgresSchema, postgresStore, postgresTransactionalStore } from "hookonce/stores/postgres";
import type { Pool } from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import { codeOf } from "../support/refusal.js";
import { hasPostgres, options, withPostgres } from "./support/postgres.js";

const database = withPostgres();
const fenceOf = (claim: Claim) => (claim.state === "claimed" ? claim.fence : Number.NaN);

describe("what is handed in", () => {
  it.each([
    ["nothing", undefined],
    ["null", null],
    ["a connection string", "postgres://localhost/app"],
    ["an object without query", { connect: () => {} }],
  ])("%s is no client", async (_name, client) => {
    expect(await codeOf(() => postgresStore(client as never))).toBe("STORE_INVALID");
    expect(await codeOf(() => postgresTransactionalStore(client as never))).toBe("STORE_INVALID");
  });

  it("a single connection, or a query function, begins no transactions", async () => {
    const query = async () => [];
    for (const client of [{ query, connect: query }, { query, transaction: query }, query]) {
      expect(await codeOf(() => postgresTransactionalStore(client as never))).toBe("STORE_INVALID");
      expect(() => postgresStore(client)).not.toThrow();
    }
  });

  it.each([
    "",
    "Events",
    "1events",
    "my-events",
    "events; drop table users",
    'events"',
    "events\0",
    "e".repeat(49),
    "ünï",
    5,
    null,
  ])("%j is no table", (table) => {
    const wrong = { table } as never;
    for (const build of [
      () => postgresSchema(wrong),
      () => postgresStore(async () => [], wrong),
      () =>
        postgresTransactionalStore(
          { query: async () => [], transaction: async (w: any) => w(0), queryIn: async () => [] },
          wrong,
        ),
    ]) {
      expect(build).toThrow(WebhookConfigError);
    }
  });

  it("a schema is held to the same letters", async () => {
    expect(await codeOf(() => postgresSchema({ schema: "a.b" }))).toBe("OPTION_INVALID");
    expect(postgresSchema({ schema: "hooks", table: "seen_2" })).toContain(
      'CREATE TABLE IF NOT EXISTS "hooks"."seen_2" (',
    );
    expect(postgresSchema({ table: "e".repeat(48) })).toContain("e".repeat(48));
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 31, "30s"])("%j is no idleTimeoutMs", async (idleTimeoutMs) => {
    const client = { query: async () => [], transaction: async (w: any) => w(0), queryIn: async () => [] };
    expect(await codeOf(() => postgresTransactionalStore(client, { idleTimeoutMs } as never))).toBe("OPTION_INVALID");
  });
});

describe.runIf(hasPostgres)("over a real server", () => {
  let pool: Pool;
  beforeAll(async () => {
    pool = database.pool();
    await postgresStore(pool).migrate();
  });

  it("migrate makes the table once, though twenty connections do it at the same time, and again", async () => {
    const stores = Array.from({ length: 20 }, () => postgresStore(pool, { table: "at_once" }));
    await Promise.all(stores.map((store) => store.migrate()));
    await stores[0]?.migrate();
    const { rows } = await pool.query("SELECT count(*)::int AS n FROM pg_class WHERE relname LIKE 'at\\_once%'");
    expect(rows).toEqual([{ n: 3 }]); // the table, its key, its index of times
  });

  it("migrate and the schema as text make the same table", async () => {
    await pool.query("CREATE SCHEMA hooks");
    await pool.query(postgresSchema({ schema: "hooks" }));
    await pool.query(postgresSchema({ schema: "hooks" }));
    const columns = (schema: string) =>
      pool.query(
        `SELECT column_name, data_type, is_nullable, collation_name FROM information_schema.columns
         WHERE table_schema = $1 AND table_name = 'hookonce_events' ORDER BY 1`,
        [schema],
      );
    expect((await columns("hooks")).rows).toEqual((await columns("public")).rows);
    const store = postgresStore(pool, { schema: "hooks" });
    await store.migrate();
    expect((await store.claim("k", options)).state).toBe("claimed");
    expect((await pool.query("SELECT key FROM hooks.hookonce_events")).rows).toEqual([{ key: "k" }]);
  });

  it("300 rounds of 16 claims at once have one winner each, and nobody is told that an event is free", {
    timeout: 60_000,
  }, async () => {
    const stores = Array.from({ length: 4 }, () => postgresStore(pool));
    for (let round = 0; round < 300; round++) {
      const claims = await Promise.all(
        Array.from({ length: 16 }, (_, i) => (stores[i % 4] as (typeof stores)[0]).claim(`race-${round}`, options)),
      );
      expect(claims.filter(({ state }) => state === "claimed")).toHaveLength(1);
      expect(claims.filter(({ state }) => state === "running")).toHaveLength(15);
    }
  });

  it("a stale run that completes while it is taken over: one of them has it, never both", {
    timeout: 60_000,
  }, async () => {
    const store = postgresStore(pool);
    for (let round = 0; round < 200; round++) {
      const key = `takeover-${round}`;
      const stale = fenceOf(await store.claim(key, { ...options, leaseMs: 1 }));
      const [completed, ...claims] = await Promise.all([
        store.complete(key, stale, options),
        ...Array.from({ length: 7 }, () => store.claim(key, options)),
      ]);
      const winners = claims.filter(({ state }) => state === "claimed");
      expect(winners.length + Number(completed)).toBeLessThanOrEqual(1);
      const [winner] = winners;
      if (!winner) continue;
      for (const operation of ["complete", "release", "extend"] as const) {
        expect(await store[operation](key, stale, options)).toBe(false);
      }
      expect(await store.complete(key, fenceOf(winner), options)).toBe(true);
    }
  });

  it("a duplicate of a finished event writes nothing", async () => {
    const store = postgresStore(pool);
    await store.complete("quiet", fenceOf(await store.claim("quiet", options)), options);
    const row = async () =>
      (await pool.query("SELECT ctid, xmin, xmax, * FROM hookonce_events WHERE key = 'quiet'")).rows;
    const before = await row();
    for (let i = 0; i < 5; i++) expect(await store.claim("quiet", options)).toEqual({ state: "done" });
    expect(await row()).toEqual(before);
  });

  it("completing changes the row in place, beside its index", async () => {
    const store = postgresStore(pool, { table: "in_place" });
    await store.migrate();
    for (let i = 0; i < 500; i++) {
      const key = `k${i}`;
      await store.complete(key, fenceOf(await store.claim(key, options)), options);
    }
    const counted = async () => {
      await pool.query("SELECT pg_stat_force_next_flush()");
      const { rows } = await pool.query(
        "SELECT n_tup_upd::int AS n, n_tup_hot_upd::int AS hot FROM pg_stat_user_tables WHERE relname = 'in_place'",
      );
      return rows[0];
    };
    await expect.poll(async () => (await counted()).n, { timeout: 10_000 }).toBe(500);
    expect((await counted()).hot).toBeGreaterThan(400);
  });

  it("purge deletes what is no longer remembered, in batches, and no run that holds its lease", async () => {
    const table = "purged";
    const store = postgresStore(pool, { table });
    await store.migrate();
    await pool.query(
      `INSERT INTO ${table} (key, state, attempt, fence, expires_at)
       SELECT 'old-' || i, 2, 1, i, now() - interval '1 second' FROM generate_series(1, 12000) AS i`,
    );
    await store.claim("held", { ...options, retainMs: 1 });
    await pool.query(`UPDATE ${table} SET expires_at = now() - interval '1 second' WHERE key = 'held'`);
    await store.claim("kept", options);
    const [one, two] = await Promise.all([store.purge(), store.purge()]);
    expect(one + two).toBe(12_000);
    expect(await store.purge()).toBe(0);
    expect((await pool.query(`SELECT key FROM ${table} ORDER BY key`)).rows).toEqual([
      { key: "held" },
      { key: "kept" },
    ]);
  });

  it("what another grade has finished is done for both, and what a run holds is running for both", async () => {
    const claims = postgresStore(pool);
    const transactions = postgresTransactionalStore(pool);
    await claims.complete("a", fenceOf(await claims.claim("a", options)), options);
    const work = async () => expect.fail("it ran");
    expect(await transactions.run("a", options, work)).toEqual({ state: "done" });
    await transactions.run("b", options, async () => {});
    expect(await claims.claim("b", options)).toEqual({ state: "done" });
    await claims.claim("c", options);
    expect(await transactions.run("c", options, work)).toMatchObject({ state: "running" });
  });

  it.each(["read committed", "repeatable read", "serializable"])("claims have one winner in %s", async (level) => {
    const strict = database.pool({ options: `-c default_transaction_isolation=${level.replace(" ", "\\ ")}` });
    expect((await strict.query("SHOW transaction_isolation")).rows[0].transaction_isolation).toBe(level);
    const claims = postgresStore(strict);
    const transactions = postgresTransactionalStore(strict);
    for (let round = 0; round < 20; round++) {
      const key = `${level}-${round}`;
      const all = await Promise.all(Array.from({ length: 8 }, () => claims.claim(key, options)));
      expect(all.filter(({ state }) => state === "claimed")).toHaveLength(1);
      let ran = 0;
      const runs = await Promise.all(
        Array.from({ length: 8 }, () => transactions.run(`${key}-t`, options, async () => void ran++)),
      );
      expect([ran, runs.filter(({ state }) => state === "committed").length]).toEqual([1, 1]);
    }
  });

  it("keys are data, whatever they look like", async () => {
    const store = postgresStore(pool);
    const transactions = postgresTransactionalStore(pool);
    const keys = [
      "'; DROP TABLE hookonce_events; --",
      "\\",
      "$1",
      ":key",
      "''",
      "é",
      "e\u0301",
      "💳",
      "%",
      "_",
      "a b",
      "\n",
    ];
    for (const key of keys) expect((await store.claim(key, options)).state, key).toBe("claimed");
    for (const key of keys) expect((await store.claim(key, options)).state, key).toBe("running");
    const own = keys.map((key) => `${key}t`);
    for (const key of own) expect((await transactions.run(key, options, async () => 1)).state, key).toBe("committed");
    for (const key of own) expect((await transactions.run(key, options, async () => 1)).state, key).toBe("done");
    const { rows } = await pool.query("SELECT key FROM hookonce_events WHERE key = ANY($1)", [[...keys, ...own]]);
    expect(rows).toHaveLength(keys.length * 2);
  });
});
