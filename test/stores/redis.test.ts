import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis as Upstash } from "@upstash/redis";
import type { Claim } from "hookonce";
import { redisStore } from "hookonce/stores/redis";
import { Cluster, Redis } from "ioredis";
import { createClient, createClientPool, createCluster, createSentinel } from "redis";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { SCRIPT, SHA1 } from "../../src/stores/_redis-script.js";
import { codeOf } from "../support/refusal.js";
import { DAY, hasRedis, options, withRedis } from "./support/redis.js";

const fenceOf = (claim: Claim) => (claim.state === "claimed" ? claim.fence : Number.NaN);

describe("what is handed in", () => {
  it.each([undefined, null, "redis://localhost", {}, { get: () => {} }, { eval: () => {} }])(
    "%j is no client",
    async (client) => {
      expect(await codeOf(() => redisStore(client as never))).toBe("STORE_INVALID");
    },
  );

  const command = async () => "no";
  it.each(["", "a b", "{tag}", "ünï", "a\n", "x".repeat(65), 5, null])("%j is no prefix", async (prefix) => {
    expect(await codeOf(() => redisStore(command, { prefix } as never))).toBe("OPTION_INVALID");
  });

  it.each([
    { replicas: 0, timeoutMs: 100 },
    { replicas: 1, timeoutMs: 0 },
    { replicas: 1.5, timeoutMs: 100 },
    { replicas: 1 },
    { replicas: "1", timeoutMs: 100 },
    null,
    true,
  ])("%j is no wait", async (wait) => {
    expect(await codeOf(() => redisStore(command, { wait } as never))).toBe("OPTION_INVALID");
  });

  it("wait cannot be had where it would ask any connection: a cluster, a pool, Sentinel, REST", async () => {
    const wait = { replicas: 1, timeoutMs: 100 };
    const node = { host: "127.0.0.1", port: 1 };
    const clients = [
      new Upstash({ url: "http://127.0.0.1:1", token: "none" }),
      new Cluster([node], { lazyConnect: true }),
      createCluster({ rootNodes: [{ socket: node }] }),
      createClientPool(),
      createSentinel({ name: "main", sentinelRootNodes: [node] }),
    ];
    for (const client of clients) {
      expect(await codeOf(() => redisStore(client, { wait })), client.constructor.name).toBe("OPTION_INVALID");
      expect(() => redisStore(client)).not.toThrow();
    }
    for (const client of [
      new Redis({ port: 1, lazyConnect: true }),
      createClient(),
      createClient().withCommandOptions({}),
    ]) {
      expect(() => redisStore(client, { wait })).not.toThrow();
    }
  });

  it("a client that connects at its first command is not made to by a store that has no event yet", async () => {
    const lazy = new Redis({ port: 1, lazyConnect: true });
    redisStore(lazy);
    await sleep(20);
    expect(lazy.status).toBe("wait");
  });

  it("the SHA-1 is that of the script", () => {
    expect(SHA1).toBe(createHash("sha1").update(SCRIPT).digest("hex"));
  });
});

const server = withRedis();

describe.runIf(hasRedis)("over a real server", () => {
  let redis: Redis;
  const key = "stripe:default:evt_1PzT2aLkdIwHu7ixAbCdEfGh";
  const read = () => redis.get(`hookonce:${key}`);
  const ttl = () => redis.pttl(`hookonce:${key}`);

  beforeAll(() => {
    redis = server.ioredis();
  });
  beforeEach(async () => {
    await redis.flushall();
  });

  it("a record is one short text that an operator can read, with an expiry from its first moment", async () => {
    const store = redisStore(redis);
    const fence = fenceOf(await store.claim(key, options));
    expect(await read()).toMatch(new RegExp(`^r${fence} 1 \\d{13} \\w{22,}$`));
    expect(await ttl()).toBeGreaterThan(7 * DAY - 60_000);
    await store.release(key, fence, options);
    expect(await read()).toBe(`f${fence} 1`);
    expect(await ttl()).toBeGreaterThan(7 * DAY - 60_000);
    const next = fenceOf(await store.claim(key, options));
    await store.complete(key, next, { ...options, retainMs: DAY });
    expect(await read()).toBe(`d${next}`);
    expect(await ttl()).toBeGreaterThan(DAY - 60_000);
    expect(await ttl()).toBeLessThanOrEqual(DAY);
    await store.forget(key, options);
    expect(await read()).toBe(`f${next} 0`);
    expect(await ttl()).toBeGreaterThan(0);
    expect(await redis.keys("*")).toEqual([`hookonce:${key}`]);
  });

  it("a finished event takes less than 200 bytes", async () => {
    const store = redisStore(redis);
    await store.complete(key, fenceOf(await store.claim(key, options)), options);
    expect(Number(await redis.memory("USAGE", `hookonce:${key}`))).toBeLessThan(200);
  });

  it("a run that holds its lease outlives a shorter retention, and so does its heartbeat", async () => {
    const store = redisStore(redis);
    const fence = fenceOf(await store.claim(key, { ...options, retainMs: 1 }));
    expect(await ttl()).toBeGreaterThan(10_000);
    expect(await store.extend(key, fence, { ...options, leaseMs: 60_000, retainMs: 1 })).toBe(true);
    expect(await ttl()).toBeGreaterThan(50_000);
    expect((await store.claim(key, options)).state).toBe("running");
  });

  it("a fence is the server's clock in microseconds, larger than the last one even when the clock is behind", async () => {
    const store = redisStore(redis);
    const [seconds] = await redis.time();
    const fence = fenceOf(await store.claim(key, options));
    expect(Math.abs(fence / 1e6 - Number(seconds))).toBeLessThan(60);
    await redis.set(`hookonce:${key}`, `f${fence + 9e12} 3`, "PX", 60_000);
    expect(await store.claim(key, options)).toEqual({ state: "claimed", fence: fence + 9e12 + 1, attempt: 4 });
  });

  it("what it does not know is never taken for free", async () => {
    const store = redisStore(redis);
    for (const value of ["", "1", "done", '{"state":"done"}', "x123", "d", "r1 1"]) {
      await redis.set(`hookonce:${key}`, value, "PX", 60_000);
      const claim = store.claim(key, options);
      if (value === "r1 1") expect((await claim).state).toBe("claimed");
      else await expect(claim, value).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    }
    await redis.del(`hookonce:${key}`);
    await redis.hset(`hookonce:${key}`, "state", "done");
    await expect(store.claim(key, options)).rejects.toThrow("WRONGTYPE");
  });

  it("a claim that its client sent twice is one claim, while its lease lasts and nobody else has it", async () => {
    const send = (args: string[]) => redis.call(...(args as [string, ...string[]]));
    const twice = redisStore(async (args) => {
      await send(args);
      return send(args);
    });
    const [one, other] = [redisStore(redis), redisStore(redis)];
    const first = await twice.claim(key, options);
    expect(first).toMatchObject({ state: "claimed", attempt: 1 });
    expect((await twice.claim(key, options)).state).toBe("running");
    expect((await one.claim(key, options)).state).toBe("running");
    expect(await one.release(key, fenceOf(first), options)).toBe(true);
    expect(await twice.claim(key, { ...options, leaseMs: 20 })).toMatchObject({ state: "claimed", attempt: 2 });
    await sleep(30);
    expect(await other.claim(key, options)).toMatchObject({ state: "claimed", attempt: 3 });
    expect((await twice.claim(key, options)).state).toBe("running");
  });

  it("no two claims have one name, of one store or of two", async () => {
    const names: string[] = [];
    const command = async ([kind, , , , , name = ""]: string[]) => kind === "EVALSHA" && names.push(name) && ["done"];
    const stores = [redisStore(command), redisStore(command)];
    for (let i = 0; i < 40; i++) for (const store of stores) await store.claim(key, options);
    expect(new Set(names).size).toBe(80);
    for (const name of names) expect(name).toMatch(/^[0-9a-z]{22,23}$/);
  });

  it("keys are data, whatever they look like, and prefixes keep apart", async () => {
    const [one, two] = [redisStore(redis, { prefix: "one:" }), redisStore(redis, { prefix: "two:" })];
    const keys = ["{a}", "a b", "\r\nDEL x\r\n", "'", '"', "]]", "é", "💳", "*", "\0", "a".repeat(5000)];
    for (const name of keys) expect((await one.claim(name, options)).state, name).toBe("claimed");
    for (const name of keys) expect((await one.claim(name, options)).state, name).toBe("running");
    for (const name of keys) expect((await two.claim(name, options)).state, name).toBe("claimed");
    expect((await redis.keys("*")).length).toBe(keys.length * 2);
  });

  it("the script is sent once, and again when the server has forgotten it", async () => {
    const store = redisStore(redis);
    await redis.script("FLUSH");
    await store.claim("one", options);
    await redis.config("RESETSTAT");
    await store.claim("two", options);
    await redis.script("FLUSH");
    expect((await store.claim("three", options)).state).toBe("claimed");
    const stats = await redis.info("commandstats");
    expect(/cmdstat_eval:calls=(\d+)/.exec(stats)?.[1]).toBe("1");
    expect(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1]).toBe("2");
  });

  it("300 rounds of 16 claims at once, over two clients, have one winner each", { timeout: 60_000 }, async () => {
    const stores = [redisStore(redis), redisStore(await server.nodeRedis())];
    for (let round = 0; round < 300; round++) {
      const claims = await Promise.all(
        Array.from({ length: 16 }, (_, i) => (stores[i % 2] as (typeof stores)[0]).claim(`race-${round}`, options)),
      );
      expect(claims.filter(({ state }) => state === "claimed")).toHaveLength(1);
      expect(claims.filter(({ state }) => state === "running")).toHaveLength(15);
    }
  });

  it("a stale run that completes while it is taken over: one of them has it, never both", {
    timeout: 60_000,
  }, async () => {
    const [mine, others] = [redisStore(redis), redisStore(server.ioredis())];
    let completions = 0;
    for (let round = 0; round < 300; round++) {
      const name = `takeover-${round}`;
      const stale = fenceOf(await mine.claim(name, { ...options, leaseMs: 1 }));
      await sleep(2);
      const takeOver = () => Promise.all(Array.from({ length: 7 }, () => others.claim(name, options)));
      const complete = () => mine.complete(name, stale, options);
      // Either is sent first in every other round.
      const early = round % 2 ? takeOver() : undefined;
      const [completed, claims] = await Promise.all([complete(), early ?? takeOver()]);
      const winners = claims.filter(({ state }) => state === "claimed");
      expect(winners.length + Number(completed)).toBe(1);
      completions += Number(completed);
      const [winner] = winners;
      if (!winner) continue;
      for (const operation of ["complete", "release", "extend"] as const) {
        expect(await mine[operation](name, stale, options)).toBe(false);
      }
      expect(await others.complete(name, fenceOf(winner), options)).toBe(true);
    }
    expect(completions).toBeGreaterThan(0);
    expect(completions).toBeLessThan(300);
  });

  describe("eviction", () => {
    const warnings = async (policy: string) => {
      await redis.config("SET", "maxmemory-policy", policy);
      const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
      const store = redisStore(redis);
      for (const name of ["one", "two"]) await store.claim(`${policy}-${name}`, options);
      await redis.ping();
      const told = warn.mock.calls.map(([text]) => String(text));
      warn.mockRestore();
      await redis.config("SET", "maxmemory-policy", "noeviction");
      return told;
    };

    it.each(["allkeys-lru", "allkeys-lfu", "allkeys-random"])(
      "%s is warned of once, with the remedy",
      async (policy) => {
        const told = await warnings(policy);
        expect(told).toHaveLength(1);
        expect(told[0]).toContain(policy);
        expect(told[0]).toContain("noeviction");
      },
    );

    it("noeviction is not", async () => expect(await warnings("noeviction")).toEqual([]));

    it.each(["volatile-lru", "volatile-ttl"])("%s is warned of as well: every record has an expiry", async (policy) => {
      expect(await warnings(policy)).toHaveLength(1);
    });

    it("a client that may not ask, or is not connected yet, is not disturbed", async () => {
      const asked: string[] = [];
      const store = redisStore(async ([command, ...rest]) => {
        asked.push(String(command));
        if (command === "INFO") throw new Error("NOPERM");
        return redis.call(String(command), ...rest);
      });
      expect((await store.claim("quiet", options)).state).toBe("claimed");
      expect((await store.claim("quiet-too", options)).state).toBe("claimed");
      expect(asked.filter((command) => command === "INFO")).toHaveLength(2);
    });
  });
});
