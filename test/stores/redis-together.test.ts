import type { Claim, IdempotencyStore } from "hookonce";
import { redisStore } from "hookonce/stores/redis";
import type { Redis } from "ioredis";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { hasRedis, options, withRedis } from "./support/redis.js";

const server = withRedis();
const fenceOf = (claim: Claim) => (claim.state === "claimed" ? claim.fence : Number.NaN);
const names = (count: number) => Array.from({ length: count }, (_, i) => `stripe:default:evt_${i}`);

describe.runIf(hasRedis).each(["ioredis", "node-redis"])("calls that wait go together, over %s", (client) => {
  let redis: Redis;
  let store: IdempotencyStore;
  beforeAll(async () => {
    redis = server.ioredis();
    store = redisStore(client === "ioredis" ? redis : await server.nodeRedis());
  });
  beforeEach(async () => {
    await redis.flushall();
  });
  const claimAll = (keys: string[]) => Promise.all(keys.map((key) => store.claim(key, options)));
  const calls = async () => Number(/cmdstat_evalsha:calls=(\d+)/.exec(await redis.info("commandstats"))?.[1] ?? 0);

  it("200 first deliveries at once take a few round trips, and each has its own answer", async () => {
    await store.claim("warm", options);
    await redis.config("RESETSTAT");
    const keys = names(200);
    const fences = (await claimAll(keys)).map(fenceOf);
    const completed = await Promise.all(keys.map((key, i) => store.complete(key, fences[i] as number, options)));
    expect(completed.every(Boolean)).toBe(true);
    expect(await calls()).toBeLessThanOrEqual(8);
    expect(await claimAll(keys)).toEqual(keys.map(() => ({ state: "done" })));
    expect(await store.complete(keys[0] as string, (fences[0] as number) + 1, options)).toBe(false);
  });

  it("operations that differ go together, in their order for each key", async () => {
    const [one = "", two = "", three = ""] = names(3);
    const [a, b] = (await claimAll([one, two])).map(fenceOf) as [number, number];
    const answers = await Promise.all([
      store.claim("busy", options),
      store.extend(one, a, options),
      store.release(two, b, options),
      store.claim(three, options),
      store.complete(one, a, options),
      store.claim(two, options),
      store.claim(one, options),
      store.forget(one, options),
    ]);
    expect(answers.slice(1, 3)).toEqual([true, true]);
    expect(answers[3]).toMatchObject({ state: "claimed", attempt: 1 });
    expect(answers[4]).toBe(true);
    expect(answers[5]).toMatchObject({ state: "claimed", attempt: 2 });
    expect(answers.slice(6)).toEqual([{ state: "done" }, true]);
  });

  it("a key that holds something else fails alone", async () => {
    await redis.hset("hookonce:bad", "state", "done");
    const keys = ["first", "a", "bad", "b"];
    const results = await Promise.allSettled(keys.map((key) => store.claim(key, options)));
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
    expect(String((results[2] as PromiseRejectedResult).reason)).toContain("WRONGTYPE");
  });

  it("a lease that is none harms nobody else", async () => {
    const wrong = { ...options, leaseMs: Number.NaN, retainMs: Number.NaN };
    const given = ["first", "a", "b"].map((key) => store.claim(key, key === "a" ? wrong : options));
    expect((await Promise.allSettled(given)).map(({ status }) => status).filter((s) => s === "fulfilled").length).toBe(
      3,
    );
  });

  it("a server that is full answers what it has", async () => {
    const [done = "", ...others] = names(5);
    await store.complete(done, fenceOf(await store.claim(done, options)), options);
    await redis.config("SET", "maxmemory", "1");
    const results = await Promise.allSettled([...others, done].map((key) => store.claim(key, options)));
    await redis.config("SET", "maxmemory", "0");
    for (const result of results.slice(0, -1)) {
      expect(result).toMatchObject({ status: "rejected", reason: { code: "STORE_FULL" } });
    }
    expect(results.at(-1)).toEqual({ status: "fulfilled", value: { state: "done" } });
  });

  it("a script that the server has forgotten is sent again with all of them", async () => {
    await redis.script("FLUSH");
    expect((await claimAll(names(50))).every(({ state }) => state === "claimed")).toBe(true);
    expect((await claimAll(names(50))).every(({ state }) => state === "running")).toBe(true);
  });

  it("a caller that has given up is not claimed for", async () => {
    const gone = new AbortController();
    const given = [store.claim("a", options), store.claim("b", { ...options, signal: gone.signal })];
    gone.abort(new Error("too late"));
    expect((await Promise.allSettled(given)).map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(await redis.exists("hookonce:b")).toBe(0);
  });
});

describe.runIf(hasRedis)("calls that may not go together", () => {
  /** A client of one connection as ioredis has it, behind which somebody refuses. */
  function behind(refuse: (count: number) => void) {
    const redis = server.ioredis();
    const sizes: number[] = [];
    const evalsha = vi.fn(async (sha: string, count: number, ...rest: (string | number)[]) => {
      sizes.push(count);
      refuse(count);
      return redis.evalsha(sha, count, ...rest);
    });
    const call = (command: string, ...args: string[]) => redis.call(command, ...args);
    return { client: { evalsha, eval: redis.eval.bind(redis), call }, sizes };
  }
  const claimAll = (store: IdempotencyStore, mark: string) =>
    Promise.all(names(20).map((key) => store.claim(mark + key, options)));

  it("a server that wants all keys in one slot is asked for each by itself, from then on", async () => {
    const { client, sizes } = behind((count) => {
      if (count > 1) throw new Error("CROSSSLOT Keys in request don't hash to the same slot");
    });
    const store = redisStore(client);
    for (const mark of ["one", "two"]) {
      expect((await claimAll(store, mark)).every(({ state }) => state === "claimed")).toBe(true);
    }
    expect(sizes.filter((size) => size > 1)).toHaveLength(1);
  });

  it("any other error meets all that went together, and nothing is sent twice", async () => {
    const { client, sizes } = behind((count) => {
      if (count > 1) throw new Error("ECONNRESET");
    });
    const store = redisStore(client);
    const failed = await Promise.allSettled(names(20).map((key) => store.claim(`x${key}`, options)));
    expect(failed.filter(({ status }) => status === "rejected")).toHaveLength(19);
    expect(sizes).toEqual([1, 19]);
  });

  it("with wait, and over a function, each goes by itself", async () => {
    const { client, sizes } = behind(() => {});
    const command = ([name, ...rest]: string[]) =>
      name === "EVALSHA"
        ? client.evalsha(rest[0] as string, Number(rest[1]), ...rest.slice(2))
        : client.call(name as string, ...rest);
    for (const store of [redisStore(client, { wait: { replicas: 1, timeoutMs: 1 } }), redisStore(command)]) {
      await Promise.allSettled(names(20).map((key) => store.claim(key, options)));
    }
    expect(sizes.length).toBeGreaterThanOrEqual(40);
    expect(new Set(sizes)).toEqual(new Set([1]));
  });
});
