import { fork } from "node:child_process";
import { writeFileSync } from "node:fs";
import type { Claim } from "hookonce";
import { sqliteSchema, sqliteStore, sqliteTransactionalStore } from "hookonce/stores/sqlite";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { bundle } from "../docs/bundle.js";
import { spyHooks, stripeDelivery, stripeReceiver } from "../receiver/_support.js";
import { codeOf } from "../support/refusal.js";
import { type Db, options, withSqlite } from "./support/sqlite.js";

const files = withSqlite();
const fenceOf = (claim: Claim) => (claim.state === "claimed" ? claim.fence : Number.NaN);

async function setUp(file = files.file()) {
  const db = files.open(file);
  const store = sqliteStore(db);
  await store.migrate();
  return { file, db, store, transactions: sqliteTransactionalStore(db) };
}

const count = (db: Db, text: string) =>
  (db.prepare("SELECT count(*) AS n FROM effects WHERE text = ?").get(text) as { n: number }).n;

describe("what is handed in", () => {
  it.each([undefined, null, "app.db", {}, { prepare: () => {} }, { execute: () => {} }])(
    "%j is no database",
    async (db) => {
      expect(await codeOf(() => sqliteStore(db as never))).toBe("STORE_INVALID");
      expect(await codeOf(() => sqliteTransactionalStore(db as never))).toBe("STORE_INVALID");
    },
  );

  it.each(["", "Events", "1st", "a-b", "e; DROP TABLE x", 'e"', "e".repeat(64), 5, null])(
    "%j is no table",
    async (table) => {
      const { db } = await setUp();
      for (const build of [() => sqliteSchema({ table } as never), () => sqliteStore(db, { table } as never)]) {
        expect(await codeOf(build)).toBe("OPTION_INVALID");
      }
    },
  );
});

describe("over a file", () => {
  it("the schema as text makes what migrate makes", async () => {
    const [one, two] = [files.open(files.file()), files.open(files.file())];
    one.exec(sqliteSchema({ table: "seen" }));
    one.exec(sqliteSchema({ table: "seen" }));
    await sqliteStore(two, { table: "seen" }).migrate();
    const tables = (db: Db) => db.prepare("SELECT sql FROM sqlite_schema ORDER BY name").all();
    expect(tables(one)).toEqual(tables(two));
    expect((await sqliteStore(one, { table: "seen" }).claim("k", options)).state).toBe("claimed");
  });

  it("an event takes less than 90 bytes", async () => {
    const { db, store, transactions } = await setUp();
    for (let i = 0; i < 3000; i++) {
      const key = `stripe:default:evt_1PzT2aLkdIwHu7ix${String(i * 7919).padStart(8, "0")}`;
      if (i % 2) await store.complete(key, fenceOf(await store.claim(key, options)), options);
      else await transactions.run(key, options, async () => {});
    }
    const { bytes } = db
      .prepare("SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size")
      .get() as any;
    // Keys come in order here, which fills pages worse than chance does: a quarter more.
    expect(bytes / 3000).toBeLessThan(112);
  });

  it("a fence does not come again when the row was deleted within the same millisecond", async () => {
    const { db, store } = await setUp();
    let last = 0;
    for (let i = 0; i < 200; i++) {
      const fence = fenceOf(await store.claim("k", options));
      expect(fence).toBeGreaterThan(last);
      last = fence;
      db.exec("DELETE FROM hookonce_events");
    }
  });

  it("purge deletes what is no longer remembered, and no run that holds its lease", async () => {
    const { db, store } = await setUp();
    const insert = db.prepare("INSERT INTO hookonce_events VALUES (?, ?, 1, 1, ?, 5)");
    for (let i = 0; i < 12_000; i++) insert.run(`old-${i}`, 2, 0);
    insert.run("held", 1, Date.now() + 60_000);
    await store.claim("kept", options);
    expect(await store.purge()).toBe(12_000);
    expect(await store.purge()).toBe(0);
    expect(db.prepare("SELECT key FROM hookonce_events ORDER BY key").all()).toEqual([
      { key: "held" },
      { key: "kept" },
    ]);
  });

  it("what one grade has finished is done for the other, and what a run holds is running", async () => {
    const { store, transactions } = await setUp();
    await store.complete("a", fenceOf(await store.claim("a", options)), options);
    expect(await transactions.run("a", options, async () => expect.fail("it ran"))).toEqual({ state: "done" });
    await transactions.run("b", options, async () => {});
    expect(await store.claim("b", options)).toEqual({ state: "done" });
    await store.claim("c", options);
    expect(await transactions.run("c", options, async () => expect.fail("it ran"))).toMatchObject({ state: "running" });
  });

  it("duplicates need no lock: they are answered while another connection writes", async () => {
    const { file, store } = await setUp();
    await store.complete("k", fenceOf(await store.claim("k", options)), options);
    const other = files.open(file);
    other.exec("BEGIN IMMEDIATE");
    expect(await store.claim("k", options)).toEqual({ state: "done" });
    expect(await sqliteTransactionalStore(files.open(file)).run("k", options, async () => {})).toEqual({
      state: "done",
    });
    other.exec("ROLLBACK");
  });

  it("a connection whose writes were held up can write again, whichever statements it was in", async () => {
    const { file, store } = await setUp();
    const other = files.open(file);
    const writers = Array.from({ length: 6 }, async (_, i) => {
      for (let n = 0; n < 20; n++) {
        const key = `k${i}-${n}`;
        await store.complete(key, fenceOf(await store.claim(key, options)), options);
      }
    });
    for (let i = 0; i < 20; i++) {
      other.exec("BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS x (y)");
      await new Promise((resolve) => setTimeout(resolve, 5));
      other.exec("COMMIT");
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await Promise.all(writers);
  });
});

describe("a database that another process has locked", () => {
  it.each(["claimed", "transactional"] as const)(
    "grade %s: 503, nothing blocks the event loop, and the retry runs",
    async (grade) => {
      const { file, db } = await setUp();
      db.exec("PRAGMA busy_timeout = 5000");
      const other = files.open(file);
      const handler = vi.fn();
      const { hooks } = spyHooks();
      const store = grade === "claimed" ? sqliteStore(db) : sqliteTransactionalStore(db);
      const receiver = stripeReceiver<any>(handler, { store, storeTimeoutMs: 300, ...hooks });
      other.exec("BEGIN IMMEDIATE");
      let ticks = 0;
      const timer = setInterval(() => ticks++, 5);
      const delivery = await stripeDelivery(`evt_locked_${grade}`);
      expect((await receiver.receive(delivery)).status).toBe(503);
      clearInterval(timer);
      expect(ticks).toBeGreaterThan(10);
      expect(handler).not.toHaveBeenCalled();
      other.exec("ROLLBACK");
      await expect.poll(async () => (await receiver.receive(delivery)).status, { timeout: 5000 }).toBe(200);
      expect(handler).toHaveBeenCalledTimes(1);
      expect((db.prepare("PRAGMA busy_timeout").get() as any).timeout).toBe(5000);
    },
  );
});

describe.each(["claimed", "transactional"] as const)("SQLite fails, grade %s", (grade) => {
  async function refused(broken: (db: Db) => unknown) {
    const { db } = await setUp();
    broken(db);
    const { hooks, told } = spyHooks();
    const handler = vi.fn();
    const store = grade === "claimed" ? sqliteStore(db) : sqliteTransactionalStore(db);
    const receiver = stripeReceiver<any>(handler, { store, ...hooks });
    expect((await receiver.receive(await stripeDelivery("evt_fault"))).status).toBe(503);
    expect(handler).not.toHaveBeenCalled();
    return told.find(([name]) => name === "onStoreError")?.[1].error;
  }

  it("by losing its table: 503 with the remedy", async () => {
    const error = await refused((db) => db.exec("DROP TABLE hookonce_events"));
    expect(error).toMatchObject({ code: "STORE_UNAVAILABLE", message: expect.stringContaining("migrate()") });
  });

  it("by being read-only: 503", async () => {
    expect(String(await refused((db) => db.exec("PRAGMA query_only = 1")))).toMatch(/readonly|read-only/);
  });

  it("by being full: 503 as STORE_FULL", async () => {
    const fill = (db: Db) => {
      db.exec("PRAGMA max_page_count = 20");
      const insert = db.prepare("INSERT INTO hookonce_events VALUES (?, 2, 1, 1, 0, 9000000000000000)");
      // Until no page has room where the event would go.
      for (let failures = 0, i = 0; failures < 300; i++) {
        try {
          insert.run(`stripe:default:evt_faul${(i * 7919) % 100_000}`);
          failures = 0;
        } catch {
          failures++;
        }
      }
    };
    expect(await refused(fill)).toMatchObject({ code: "STORE_FULL" });
  });
});

describe("a transaction", () => {
  async function withEffects() {
    const set = await setUp();
    set.db.exec("CREATE TABLE effects (text TEXT)");
    const insert = (transaction: Db, text: string) => transaction.prepare("INSERT INTO effects VALUES (?)").run(text);
    return { ...set, insert };
  }

  it("twenty different events at once run one after the other, and each takes effect once", async () => {
    const { db, transactions, insert } = await withEffects();
    let inside = 0;
    const runs = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        transactions.run(`k${i}`, options, async (transaction) => {
          expect(++inside).toBe(1);
          insert(transaction, "all");
          await new Promise((resolve) => setTimeout(resolve, 2));
          inside--;
        }),
      ),
    );
    expect(runs.every(({ state }) => state === "committed")).toBe(true);
    expect(count(db, "all")).toBe(20);
  });

  it("a claim over the same connection does not slip into it", async () => {
    const { store, transactions } = await withEffects();
    let claim: Promise<Claim> | undefined;
    const run = transactions.run("k", options, async () => {
      claim = store.claim("other", options);
      await new Promise((resolve) => setTimeout(resolve, 20));
      throw new Error("no");
    });
    await expect(run).rejects.toThrow("no");
    expect((await claim)?.state).toBe("claimed");
    expect((await store.claim("other", options)).state).toBe("running");
  });

  it.each(["COMMIT", "ROLLBACK"])(
    "that the handler ends itself by %s is no success; the effect is there once",
    async (end) => {
      const { db, transactions, insert } = await withEffects();
      const own = transactions.run("k", options, async (transaction) => {
        insert(transaction, "own");
        transaction.exec(end);
      });
      await expect(own).rejects.toMatchObject(end === "ROLLBACK" ? { code: "STORE_UNAVAILABLE" } : {});
      await transactions.run("k", options, async (transaction) => void insert(transaction, "own"));
      expect(count(db, "own")).toBe(1);
    },
  );

  it("is given back when its signal aborts, and its handle is of no use any more", async () => {
    const { db, transactions, insert } = await withEffects();
    const controller = new AbortController();
    let late: unknown;
    let ended: Promise<void> = Promise.resolve();
    const hung = transactions.run("k", { ...options, signal: controller.signal }, async (transaction) => {
      insert(transaction, "late");
      controller.abort(new Error("too long"));
      ended = new Promise((resolve) => setTimeout(resolve, 20)).then(() => {
        try {
          insert(transaction, "late");
        } catch (error) {
          late = error;
        }
      });
      await ended;
    });
    await expect(hung).rejects.toThrow("too long");
    expect((await transactions.run("k", options, async (t) => insert(t, "late"))).state).toBe("committed");
    await ended;
    expect(late).toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(count(db, "late")).toBe(1);
  });

  it("a run whose signal aborts while it waits never starts", async () => {
    const { transactions } = await withEffects();
    let end: (value?: unknown) => void = () => {};
    const first = transactions.run("a", options, () => new Promise((resolve) => (end = resolve)));
    const waiting = transactions.run("b", { ...options, signal: AbortSignal.timeout(30) }, async () =>
      expect.fail("it ran"),
    );
    await expect(waiting).rejects.toThrow();
    end();
    expect((await first).state).toBe("committed");
    expect((await transactions.run("b", options, async () => {})).state).toBe("committed");
  });
});

describe("many processes on one file", { timeout: 60_000 }, () => {
  let worker = "";
  beforeAll(async () => {
    worker = `${files.file()}.mjs`;
    writeFileSync(
      worker,
      `import { createRequire } from "node:module";
       const Database = createRequire(${JSON.stringify(import.meta.url)})("libsql");
       ${await bundle(`export { sqliteStore, sqliteTransactionalStore } from "hookonce/stores/sqlite";`)}
       const [, , file, what, ...keys] = process.argv;
       const db = new Database(file);
       const options = { leaseMs: 15000, retainMs: 1e9, signal: new AbortController().signal };
       await sqliteStore(db).migrate();
       if (what === "claim") {
         const claims = await Promise.all(keys.map((key) => sqliteStore(db).claim(key, options)));
         process.send(claims.map(({ state }) => state));
       } else {
         await sqliteTransactionalStore(db).run(keys[0], options, async (transaction) => {
           transaction.prepare("INSERT INTO effects VALUES (?)").run(keys[0]);
           process.send("inside");
           if (what === "hang") await new Promise((resolve) => setTimeout(resolve, 60_000));
         });
         process.send("committed");
       }
       db.close();
       process.disconnect();`,
    );
  });

  const start = (file: string, what: string, keys: string[]) => {
    const child = fork(worker, [file, what, ...keys], { execArgv: [] });
    const told: any[] = [];
    child.on("message", (message) => told.push(message));
    const ended = new Promise<void>((resolve) => child.on("exit", () => resolve()));
    return { child, told, ended };
  };

  it("make the table at once, and of their claims one each is granted", async () => {
    const file = files.file();
    files.open(file);
    const keys = Array.from({ length: 30 }, (_, i) => `k${i}`);
    const workers = Array.from({ length: 4 }, () => start(file, "claim", keys));
    await Promise.all(workers.map(({ ended }) => ended));
    const states = workers.map(({ told }) => told[0] as string[]);
    for (const i of keys.keys()) {
      expect(states.map((each) => each[i]).sort()).toEqual(["claimed", "running", "running", "running"]);
    }
  });

  it("one that is killed in the middle leaves no effect, and the next runs at once", async () => {
    const file = files.file();
    const db = files.open(file);
    db.exec("CREATE TABLE effects (text TEXT)");
    const victim = start(file, "hang", ["k"]);
    await expect.poll(() => victim.told, { timeout: 20_000 }).toEqual(["inside"]);
    victim.child.kill("SIGKILL");
    await victim.ended;
    expect(count(db, "k")).toBe(0);
    const next = start(file, "run", ["k"]);
    await next.ended;
    expect(next.told).toEqual(["inside", "committed"]);
    expect(count(db, "k")).toBe(1);
    expect(await sqliteTransactionalStore(db).run("k", options, async () => expect.fail("it ran"))).toEqual({
      state: "done",
    });
  });
});
