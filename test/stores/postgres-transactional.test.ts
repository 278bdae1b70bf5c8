import { WebhookError } from "hookonce";
import { type PostgresTransactionalStore, postgresTransactionalStore } from "hookonce/stores/postgres";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { stripeDelivery, stripeReceiver } from "../receiver/_support.js";
import { execute, hasPostgres, options, withPostgres } from "./support/postgres.js";

const database = withPostgres();

const clients: Record<string, () => object> = {
  "a Pool of pg": () => database.pool(),
  "sql of postgres.js": () => database.sql(),
  PGlite: () => database.lite(),
  "a client in three functions": () => {
    const pool = database.pool();
    return {
      query: (text: string, values: unknown[]) => pool.query(text, values),
      async transaction(work: (client: object) => Promise<unknown>) {
        const client = await pool.connect();
        try {
          await client.query("BEGIN");
          const value = await work(client);
          await client.query("COMMIT");
          return value;
        } catch (error) {
          await client.query("ROLLBACK");
          throw error;
        } finally {
          client.release();
        }
      },
      queryIn: (client: object, text: string, values: unknown[]) => (client as typeof pool).query(text, values),
    };
  },
};

let keys = 0;
const newKey = () => `stripe:default:evt_${++keys}`;

describe.runIf(hasPostgres).each(Object.entries(clients))("postgresTransactionalStore over %s", (name, open) => {
  let client: object;
  let store: PostgresTransactionalStore<any>;
  const write = (transaction: object, text: string) => execute(transaction, `INSERT INTO effects VALUES ('${text}')`);
  const effects = async (text: string) =>
    (await execute(client, `SELECT text FROM effects WHERE text = '${text}'`)).length;
  const run = (key: string, more: (transaction: object) => unknown = () => {}, given = options) =>
    store.run(key, given, async (transaction: object, attempt) => {
      await write(transaction, key);
      await more(transaction);
      return attempt;
    });

  beforeAll(async () => {
    client = open();
    store = postgresTransactionalStore(client as never);
    await store.migrate();
    await execute(client, "CREATE TABLE IF NOT EXISTS effects (text text)");
  }, 60_000);

  it("commits effect and claim together, and a duplicate does neither", async () => {
    const key = newKey();
    expect(await run(key)).toEqual({ state: "committed", value: 1 });
    expect(await run(key)).toEqual({ state: "done" });
    expect(await effects(key)).toBe(1);
  });

  it("of eight at once one runs; none waits for the others", async () => {
    const key = newKey();
    const runs = await Promise.all(Array.from({ length: 8 }, () => run(key)));
    expect(runs.filter(({ state }) => state === "committed")).toHaveLength(1);
    expect(await effects(key)).toBe(1);
  });

  it("what the work throws is thrown after the rollback, and counts as an attempt", async () => {
    const key = newKey();
    const error = new Error("no");
    const thrown = run(key, () => Promise.reject(error)).catch((caught) => caught);
    expect(await thrown).toBe(error);
    expect(await effects(key)).toBe(0);
    await run(key, () => Promise.reject(error)).catch(() => {});
    expect(await run(key)).toEqual({ state: "committed", value: 3 });
    expect(await effects(key)).toBe(1);
  });

  it("work that swallows a failed statement is not committed, and says so", async () => {
    const key = newKey();
    const swallow = (transaction: object) => execute(transaction, "SELECT * FROM nowhere").catch(() => {});
    await expect(run(key, swallow)).rejects.toThrow(name.includes("postgres.js") ? "nowhere" : WebhookError);
    expect(await effects(key)).toBe(0);
    expect((await run(key)).state).toBe("committed");
  });

  it("forget lets a finished event run again, from its first attempt", async () => {
    const key = newKey();
    expect(await store.forget(key, options)).toBe(false);
    await run(key);
    expect(await store.forget(key, options)).toBe(true);
    expect(await store.forget(key, options)).toBe(false);
    expect(await run(key)).toEqual({ state: "committed", value: 1 });
    expect(await effects(key)).toBe(2);
  });

  it("an event whose time is over runs again", async () => {
    const key = newKey();
    await run(key, () => {}, { ...options, retainMs: 1 });
    await expect.poll(async () => (await run(key)).state).toBe("committed");
  });

  it("a signal that has aborted starts nothing", async () => {
    const key = newKey();
    const reason = new Error("too late");
    await expect(run(key, () => {}, { ...options, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(await effects(key)).toBe(0);
    expect((await run(key)).state).toBe("committed");
  });

  it("leaves no setting behind on its connection", async () => {
    await run(newKey());
    const [row] = await execute(
      client,
      `SELECT coalesce(current_setting('hookonce.key', true), '') AS key, current_setting('idle_in_transaction_session_timeout') AS idle`,
    );
    expect(row).toEqual({ key: "", idle: "0" });
  });
});

describe.runIf(hasPostgres)("a transaction over pg", () => {
  let pool: ReturnType<typeof database.pool>;
  let store: ReturnType<typeof postgresTransactionalStore<typeof pool>>;
  const insert = (key: string) => `INSERT INTO effects VALUES ('${key}')`;
  const effects = async (key: string) =>
    (await pool.query("SELECT count(*)::int AS n FROM effects WHERE text = $1", [key])).rows[0].n;

  beforeAll(async () => {
    await database.pool().query("CREATE TABLE IF NOT EXISTS effects (text text)");
  });
  beforeEach(async () => {
    pool = database.pool({ max: 4 });
    store = postgresTransactionalStore(pool);
    await store.migrate();
  });
  afterEach(async () => {
    // Whatever happened, no connection is kept.
    await expect.poll(() => pool.totalCount - pool.idleCount).toBe(0);
  });

  it("that the handler commits by itself is no success, and the retry finds its row", async () => {
    const key = newKey();
    const own = store.run(key, options, async (client) => void (await client.query(`${insert(key)}; COMMIT`)));
    await expect(own).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(await store.run(key, options, async () => {})).toEqual({ state: "done" });
    expect(await effects(key)).toBe(1);
  });

  it("that the handler rolls back by itself is no success, and the retry runs", async () => {
    const key = newKey();
    const own = store.run(key, options, async (client) => void (await client.query(`${insert(key)}; ROLLBACK`)));
    await expect(own).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect((await store.run(key, options, (client) => client.query(insert(key)))).state).toBe("committed");
    expect(await effects(key)).toBe(1);
  });

  it("whose COMMIT fails by a deferred constraint is not committed", async () => {
    await pool.query("CREATE TABLE IF NOT EXISTS pairs (x int UNIQUE DEFERRABLE INITIALLY DEFERRED)");
    const key = newKey();
    const twice = store.run(key, options, (client) =>
      client.query("INSERT INTO pairs VALUES (1); INSERT INTO pairs VALUES (1)"),
    );
    await expect(twice).rejects.toMatchObject({ code: "23505" });
    expect((await store.run(key, options, async () => {})).state).toBe("committed");
  });

  it("is given back when its signal aborts, and whoever goes on with it is refused", async () => {
    const key = newKey();
    const controller = new AbortController();
    let late: Promise<unknown> = Promise.resolve();
    const given = { ...options, signal: controller.signal };
    const hung = store.run(key, given, async (client) => {
      await client.query(insert(key));
      controller.abort(new Error("too long"));
      late = client.query(insert(key));
      await late;
    });
    await expect(hung).rejects.toThrow();
    await expect(late).rejects.toThrow();
    await expect
      .poll(async () => (await store.run(key, options, (client) => client.query(insert(key)))).state)
      .toBe("committed");
    expect(await effects(key)).toBe(1);
  });

  it("whose handler hangs is ended by the server, so that another run may begin", async () => {
    const key = newKey();
    const strict = postgresTransactionalStore(pool, { idleTimeoutMs: 100 });
    let wake: (value?: unknown) => void = () => {};
    const asleep = new Promise((resolve) => {
      wake = resolve;
    });
    const hung = strict.run(key, options, async (client) => {
      await client.query(insert(key));
      await asleep;
      await client.query(insert(key));
    });
    hung.catch(() => {});
    await expect
      .poll(async () => (await store.run(key, options, (client) => client.query(insert(key)))).state, { timeout: 5000 })
      .toBe("committed");
    wake();
    await expect(hung).rejects.toThrow();
    expect(await effects(key)).toBe(1);
  });

  it("keeps a limit on idle transactions that the connection has already", async () => {
    const own = database.pool({ options: "-c idle_in_transaction_session_timeout=7s" });
    const show = async (client: { query(text: string): Promise<{ rows: any[] }> }) =>
      (await client.query("SHOW idle_in_transaction_session_timeout")).rows[0].idle_in_transaction_session_timeout;
    expect(await postgresTransactionalStore(own).run(newKey(), options, show)).toMatchObject({ value: "7s" });
    expect(await store.run(newKey(), options, show)).toMatchObject({ value: "30s" });
  });

  it("whose connection breaks does not end the process, and the retry runs", async () => {
    const key = newKey();
    const cut = store.run(key, options, async (client) => {
      const { rows } = await client.query(`${insert(key)} RETURNING pg_backend_pid() AS pid`);
      await pool.query("SELECT pg_terminate_backend($1)", [rows[0].pid]);
      await client.query(insert(key));
    });
    await expect(cut).rejects.toThrow();
    expect((await store.run(key, options, (client) => client.query(insert(key)))).state).toBe("committed");
    expect(await effects(key)).toBe(1);
  });

  it("waits for a connection no longer than the sender does", async () => {
    const clients = await Promise.all([1, 2, 3, 4].map(() => pool.connect()));
    const handler = () => expect.fail("it ran");
    const answer = await stripeReceiver(handler, { store, storeTimeoutMs: 100 }).receive(
      await stripeDelivery("evt_pool"),
    );
    expect(answer.status).toBe(503);
    for (const client of clients) client.release();
    await expect.poll(() => pool.waitingCount).toBe(0);
  });
});

describe.runIf(hasPostgres)("a transaction over postgres.js", () => {
  it("whose connection breaks disturbs no other, and its handle is of no use any more", {
    timeout: 30_000,
  }, async () => {
    const sql = database.sql();
    const store = postgresTransactionalStore(sql);
    await store.migrate();
    await sql`CREATE TABLE IF NOT EXISTS effects (text text)`;
    const admin = database.pool();
    for (let round = 0; round < 10; round++) {
      const [cutKey, otherKey] = [newKey(), newKey()];
      const others = () =>
        Array.from({ length: 16 }, (_, i) =>
          store.run(`${otherKey}-${i}`, options, async (transaction) => {
            await transaction`INSERT INTO effects VALUES (${otherKey})`;
            await new Promise((resolve) => setTimeout(resolve, 30));
            await transaction`INSERT INTO effects VALUES (${otherKey})`;
          }),
        );
      let goOn: (value?: unknown) => void = () => {};
      const told = new Promise((resolve) => {
        goOn = resolve;
      });
      let late: unknown;
      const cut = store.run(cutKey, options, async (transaction) => {
        const [row] = await transaction`INSERT INTO effects VALUES (${cutKey}) RETURNING pg_backend_pid() AS pid`;
        await admin.query("SELECT pg_terminate_backend($1)", [row?.pid]);
        await told;
        try {
          await transaction`INSERT INTO effects VALUES (${cutKey})`;
        } catch (error) {
          late = error;
        }
      });
      await expect(cut).rejects.toThrow();
      const running = others();
      goOn();
      expect((await Promise.all(running)).every(({ state }) => state === "committed")).toBe(true);
      expect(late).toBeInstanceOf(WebhookError);
      expect(await sql`SELECT 1 FROM effects WHERE text = ${otherKey}`).toHaveLength(32);
      expect(await sql`SELECT 1 FROM effects WHERE text = ${cutKey}`).toHaveLength(0);
    }
  });
});
