import type { Redis as Upstash } from "@upstash/redis";
import { createReceiver, type HandlerContext, type IdempotencyStore } from "hookonce";
import { github } from "hookonce/providers/github";
import { redisStore } from "hookonce/stores/redis";
import type { Cluster, Redis } from "ioredis";
import type { createClient, createClientPool, createCluster, createSentinel } from "redis";
import { exact } from "./exact.js";

declare const io: Redis;
declare const cluster: Cluster;
declare const upstash: Upstash;
declare const node: ReturnType<typeof createClient>;
declare const nodeCluster: ReturnType<typeof createCluster>;
declare const pool: ReturnType<typeof createClientPool>;
declare const sentinel: ReturnType<typeof createSentinel>;

const stores = [
  redisStore(io),
  redisStore(cluster),
  redisStore(upstash),
  redisStore(node),
  redisStore(nodeCluster),
  redisStore(pool),
  redisStore(sentinel),
  redisStore(async (args: string[]) => args.length),
  redisStore(io, { prefix: "hooks:", wait: { replicas: 1, timeoutMs: 100 } }),
];
for (const store of stores) {
  exact<IdempotencyStore>()(store);
  createReceiver({ provider: github, secret: "whsec_1", store }, (_event, context) => exact<HandlerContext>()(context));
}
// @ts-expect-error no client
redisStore("redis://localhost");
// @ts-expect-error no client
redisStore();
// @ts-expect-error a cache is no client
redisStore(new Map<string, string>());
// @ts-expect-error no option
redisStore(io, { keyPrefix: "hooks:" });
// @ts-expect-error both are needed
redisStore(io, { wait: { replicas: 1 } });
