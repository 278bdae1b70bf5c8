import { Redis as Upstash } from "@upstash/redis";
import type { IdempotencyStore } from "hookonce";
import { type RedisClient, redisStore } from "hookonce/stores/redis";
import { storeChecks } from "hookonce/testing";
import type { Redis } from "ioredis";
import { beforeAll, describe, it } from "vitest";
import { hasRedis, upstashBridge, withRedis } from "./support/redis.js";

const server = withRedis();

const clients: Record<string, () => Promise<RedisClient>> = {
  ioredis: async () => server.ioredis(),
  "node-redis": () => server.nodeRedis(),
  "the REST client of Upstash": async () => {
    const url = await upstashBridge(server.ioredis(), server.open);
    return new Upstash({ url, token: "none", enableTelemetry: false });
  },
  "a function that sends a command": async () => {
    const redis = server.ioredis();
    return (args: string[]) => redis.call(...(args as [string]));
  },
};

describe.runIf(hasRedis).each(Object.entries(clients))("redisStore over %s", (_name, connect) => {
  let admin: Redis;
  let mine: IdempotencyStore;
  let others: IdempotencyStore;
  beforeAll(async () => {
    admin = server.ioredis();
    mine = redisStore(await connect());
    others = redisStore(await connect());
  });

  const checks = storeChecks(() => ({
    store: mine,
    reopen: () => others,
    lose: (key) => admin.del(`hookonce:${key}`),
  }));
  for (const { name, run } of checks) it.concurrent(name, run);
});
