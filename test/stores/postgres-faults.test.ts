import { postgresStore, postgresTransactionalStore } from "hookonce/stores/postgres";
import type { Pool } from "pg";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { spyHooks, stripeDelivery, stripeReceiver } from "../receiver/_support.js";
import { hasPostgres, options, withPostgres } from "./support/postgres.js";

const database = withPostgres();

let events = 0;

/** A receiver of either grade whose handler writes an effect, and what became of it. */
function setUp(grade: "claimed" | "transactional", pool: Pool, more: object = {}) {
  const id = `evt_${++events}`;
  const { hooks, told } = spyHooks();
  const store = grade === "claimed" ? postgresStore(pool) : postgresTransactionalStore(pool);
  const handler = vi.fn(async (_event: unknown, context: { transaction?: Pool }) => {
    await (context.transaction ?? pool).query("INSERT INTO effects VALUES ($1)", [id]);
  });
  const receiver = stripeReceiver<any>(handler as never, { store, storeTimeoutMs: 1000, waitMs: 0, ...hooks, ...more });
  const send = async () => (await receiver.receive(await stripeDelivery(id))).status;
  const effects = async () =>
    (await database.pool().query("SELECT count(*)::int AS n FROM effects WHERE text = $1", [id])).rows[0].n;
  const errors = () => told.filter(([name]) => name === "onStoreError").map(([, info]) => info.error);
  return { id, handler, send, effects, errors, told };
}

describe.runIf(hasPostgres).each(["claimed", "transactional"] as const)("PostgreSQL fails, grade %s", (grade) => {
  let pool: Pool;
  beforeAll(async () => {
    await database.pool().query("CREATE TABLE IF NOT EXISTS effects (text text)");
  });
  beforeEach(async () => {
    pool = database.pool();
    await postgresStore(pool).migrate();
  });

  /** Refused while `broken` lasts, handled once after it. */
  async function recovers(broken: () => Promise<unknown>, mended: () => Promise<unknown>, more: object = {}) {
    const trial = setUp(grade, pool, more);
    await broken();
    try {
      expect(await trial.send()).toBe(503);
      expect(trial.handler).not.toHaveBeenCalled();
      expect(trial.errors()).toHaveLength(1);
    } finally {
      await mended();
    }
    await expect.poll(trial.send, { timeout: 10_000, interval: 100 }).toBe(200);
    expect(await trial.send()).toBe(200);
    expect(await trial.effects()).toBe(1);
    return trial.errors()[0];
  }

  it("by being down: 503, and handled once when it is back", { timeout: 40_000 }, async () => {
    await recovers(
      () => database.engine().kill(),
      () => database.engine().start(),
    );
  });

  it("by losing its table: 503 with the remedy in the error", async () => {
    const admin = database.pool();
    const error = await recovers(
      () => admin.query("ALTER TABLE hookonce_events RENAME TO lost"),
      () => admin.query("ALTER TABLE lost RENAME TO hookonce_events"),
    );
    expect(error).toMatchObject({ code: "STORE_UNAVAILABLE", message: expect.stringContaining("migrate()") });
  });

  it("by being read-only: 503", async () => {
    const trial = setUp(grade, database.pool({ options: "-c default_transaction_read_only=on" }));
    expect(await trial.send()).toBe(503);
    expect(trial.errors()).toMatchObject([{ code: "25006" }]);
    expect(trial.handler).not.toHaveBeenCalled();
  });

  it("by hanging: 503 after the deadline, and what answers late is given back", async () => {
    const admin = await database.pool().connect();
    await recovers(
      () => admin.query("BEGIN; LOCK TABLE hookonce_events IN ACCESS EXCLUSIVE MODE"),
      () => admin.query("COMMIT"),
      { storeTimeoutMs: 200 },
    );
    admin.release();
  });

  it("by refusing connections: 503", async () => {
    const trial = setUp(
      grade,
      database.pool({ connectionString: database.engine().url.replace("postgres@", "nobody@") }),
    );
    expect(await trial.send()).toBe(503);
    expect(trial.handler).not.toHaveBeenCalled();
  });

  it("and never tells a password in what it throws or prints", async () => {
    const printed = vi.spyOn(console, "error").mockImplementation(() => {});
    const password = "correct-horse-battery";
    const connectionString = `postgres://postgres:${password}@127.0.0.1:1/postgres`;
    const trial = setUp(grade, database.pool({ connectionString }), { onStoreError: undefined });
    expect(await trial.send()).toBe(503);
    expect(printed).toHaveBeenCalled();
    expect(
      JSON.stringify(printed.mock.calls, (_key, value) => (value instanceof Error ? `${value.stack}` : value)),
    ).not.toContain(password);
    printed.mockRestore();
  });
});

describe("errors of the server", () => {
  it.each([
    ["53100", "STORE_FULL"],
    ["42P01", "STORE_UNAVAILABLE"],
    ["25006", "25006"],
    ["57P01", "57P01"],
  ])("%s becomes %s", async (code, expected) => {
    const cause = Object.assign(new Error("of the server"), { code });
    const store = postgresStore(() => Promise.reject(cause));
    for (const attempt of [store.claim("k", options), store.complete("k", 1, options), store.forget("k", options)]) {
      await expect(attempt).rejects.toMatchObject({ code: expected });
    }
  });
});

describe.runIf(hasPostgres)("a claim that PostgreSQL cannot be told the end of", () => {
  it("down on complete: 2xx all the same and the loss is told; the event may run again after its lease", {
    timeout: 40_000,
  }, async () => {
    const pool = database.pool();
    const store = postgresStore(pool);
    await store.migrate();
    const { hooks, told } = spyHooks();
    const receiver = stripeReceiver(() => database.engine().kill(), { store, storeTimeoutMs: 300, ...hooks });
    const answer = await receiver.receive(await stripeDelivery("evt_down_on_complete"));
    await database.engine().start();
    expect(answer.status).toBe(200);
    expect(told.find(([name]) => name === "onCompletionLost")?.[1]).toMatchObject({ reason: "unreachable" });
    await expect
      .poll(
        async () => (await store.claim("stripe:default:evt_down_on_complete", options).catch(() => undefined))?.state,
      )
      .toBe("running");
  });
});
