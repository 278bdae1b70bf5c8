import type { Claim } from "hookonce";
import { type PostgresStore, postgresStore, postgresTransactionalStore } from "hookonce/stores/postgres";
import type { Pool } from "pg";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { hasPostgres, options, withPostgres } from "./support/postgres.js";

const database = withPostgres();
const fenceOf = (claim: Claim) => (claim.state === "claimed" ? claim.fence : Number.NaN);
let marks = 0;
const names = (count: number) => {
  const mark = ++marks;
  return Array.from({ length: count }, (_, i) => `stripe:default:evt_${mark}_${i}`);
};

describe.runIf(hasPostgres).each(["pg", "postgres.js"])("calls that wait go together, over %s", (client) => {
  let pool: Pool;
  let store: PostgresStore;
  beforeAll(async () => {
    pool = database.pool();
    store = postgresStore(client === "pg" ? pool : database.sql());
    await store.migrate();
  });
  const claimAll = (keys: string[]) => Promise.all(keys.map((key) => store.claim(key, options)));

  it("100 first deliveries at once have their own answers, and their duplicates write nothing", async () => {
    const keys = names(100);
    const fences = (await claimAll(keys)).map(fenceOf);
    expect((await claimAll(keys)).every(({ state }) => state === "running")).toBe(true);
    const wrong = keys.map((key, i) => store.complete(key, (fences[i] as number) + 1, options));
    expect(new Set(await Promise.all(wrong))).toEqual(new Set([false]));
    const extended = keys.map((key, i) => store.extend(key, fences[i] as number, options));
    expect(new Set(await Promise.all(extended))).toEqual(new Set([true]));
    const completed = keys.map((key, i) => store.complete(key, fences[i] as number, options));
    expect(new Set(await Promise.all(completed))).toEqual(new Set([true]));
    const rows = async () => (await pool.query("SELECT ctid, xmax, * FROM hookonce_events ORDER BY key")).rows;
    const before = await rows();
    expect(await claimAll(keys)).toEqual(keys.map(() => ({ state: "done" })));
    expect(await rows()).toEqual(before);
  });

  it("take-overs and releases keep attempts and fences, in whichever company", async () => {
    const keys = names(40);
    const short = keys.map((key) => store.claim(key, { ...options, leaseMs: 1 }));
    const stale = (await Promise.all(short)).map(fenceOf);
    const again = await claimAll([...keys, ...names(20)]);
    for (const [i, claim] of again.entries())
      expect(claim).toMatchObject({ state: "claimed", attempt: i < 40 ? 2 : 1 });
    again.slice(0, 40).forEach((claim, i) => {
      expect(fenceOf(claim)).toBeGreaterThan(stale[i] as number);
    });
    const released = keys.map((key, i) => store.release(key, fenceOf(again[i] as Claim), options));
    expect(new Set(await Promise.all(released))).toEqual(new Set([true]));
    expect((await claimAll(keys)).every((claim) => claim.state === "claimed" && claim.attempt === 3)).toBe(true);
  });

  it("keys beside each other keep their own leases and retentions", async () => {
    const keys = names(30);
    await Promise.all(keys.map((key, i) => store.claim(key, { ...options, leaseMs: 1000 * (i + 1), retainMs: 1 })));
    const { rows } = await pool.query(
      "SELECT key, extract(epoch FROM lease_until - now()) AS rest, expires_at >= lease_until AS kept FROM hookonce_events WHERE key = ANY($1)",
      [keys],
    );
    expect(rows).toHaveLength(30);
    for (const { key, rest, kept } of rows) {
      expect(Math.abs(Number(rest) - keys.indexOf(key) - 1)).toBeLessThan(10);
      expect(kept).toBe(true);
    }
  });

  it("a key that is held elsewhere keeps the others for a moment only", async () => {
    const [held = "", ...others] = names(20);
    const transactional = postgresTransactionalStore(pool);
    let end = () => {};
    let begun = () => {};
    const beginning = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const run = transactional.run(held, options, () => {
      begun();
      return new Promise<void>((resolve) => {
        end = resolve;
      });
    });
    await beginning;
    let waits = true;
    const all = [...others.slice(0, 5), held, ...others.slice(5)].map((key) => store.claim(key, options));
    const claim = all[5] as Promise<Claim>;
    claim.finally(() => {
      waits = false;
    });
    const answers = await Promise.all(all.filter((each) => each !== claim));
    expect(answers.every(({ state }) => state === "claimed")).toBe(true);
    expect(waits).toBe(true);
    end();
    await run;
    expect(await claim).toEqual({ state: "done" });
  });

  it("two stores that claim the same events in opposite order give each one winner", { timeout: 60_000 }, async () => {
    const other = postgresStore(database.pool());
    for (let round = 0; round < 20; round++) {
      const keys = names(50);
      const claims = await Promise.all(
        [keys, [...keys].reverse()].flatMap((list, i) => list.map((key) => (i ? other : store).claim(key, options))),
      );
      expect(claims.filter(({ state }) => state === "claimed")).toHaveLength(50);
      expect(claims.filter(({ state }) => state === "running")).toHaveLength(50);
    }
  });

  it("what is wrong with one fails alone", async () => {
    const keys = names(10);
    const claims = keys.map((key, i) => store.claim(key, i === 4 ? { ...options, retainMs: Number.NaN } : options));
    const states = (await Promise.allSettled(claims)).map(({ status }) => status);
    expect(states.filter((status) => status === "rejected")).toHaveLength(1);
    expect(states[4]).toBe("rejected");
  });
});

describe.runIf(hasPostgres)("how many statements are sent", () => {
  it("a few for many calls, one for one, and none for who has given up", async () => {
    const pool = database.pool();
    const store = postgresStore(pool);
    await store.migrate();
    const query = vi.spyOn(pool, "query");
    const keys = names(100);
    await Promise.all(keys.map((key) => store.claim(key, options)));
    expect(query.mock.calls.length).toBeLessThanOrEqual(4);
    query.mockClear();
    for (const key of names(3)) await store.claim(key, options);
    expect(query).toHaveBeenCalledTimes(3);
    const gone = new AbortController();
    const [last = "", ...before] = names(4);
    const given = [
      ...before.map((key) => store.claim(key, options)),
      store.claim(last, { ...options, signal: gone.signal }),
    ];
    gone.abort(new Error("too late"));
    expect((await Promise.allSettled(given)).at(-1)).toMatchObject({
      status: "rejected",
      reason: { message: "too late" },
    });
    const { rows } = await pool.query("SELECT FROM hookonce_events WHERE key = $1", [last]);
    expect(rows).toEqual([]);
  });

  it("one for each call over a function, behind which may be HTTP", async () => {
    const pool = database.pool();
    const query = vi.fn(async (text: string, values: unknown[]) => (await pool.query(text, values)).rows);
    const store = postgresStore(query);
    await Promise.all(names(20).map((key) => store.claim(key, options)));
    expect(query).toHaveBeenCalledTimes(20);
  });
});
