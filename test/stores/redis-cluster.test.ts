import { setTimeout as sleep } from "node:timers/promises";
import { createReceiver, type IdempotencyStore } from "hookonce";
import { stripe } from "hookonce/providers/stripe";
import { redisStore } from "hookonce/stores/redis";
import { storeChecks } from "hookonce/testing";
import { Cluster } from "ioredis";
import { createCluster } from "redis";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { type Engine, startRedis } from "../../scripts/engines.mjs";
import { SECRET, stripeDelivery } from "../receiver/_support.js";
import { closing, hasRedis, ioredis, options } from "./support/redis.js";

const open = closing();
const SLOTS = 16_384;

/** Three masters that share the slots. */
async function startCluster(): Promise<Engine[]> {
  const engines = await Promise.all([1, 2, 3].map(() => startRedis(["--cluster-enabled", "yes"])));
  open.push(...engines.map((engine) => () => engine.stop()));
  const admins = engines.map(({ url }) => ioredis(url, open));
  const bounds = engines.map((_engine, i) => Math.round((i * SLOTS) / engines.length)).concat(SLOTS);
  for (const [i, admin] of admins.entries()) {
    await admin.call("CLUSTER", "ADDSLOTSRANGE", String(bounds[i]), String((bounds[i + 1] as number) - 1));
    await admin.call("CLUSTER", "SET-CONFIG-EPOCH", String(i + 1));
  }
  for (const { host, port } of engines.slice(1)) await admins[0]?.call("CLUSTER", "MEET", host, String(port));
  const complete = async (admin: (typeof admins)[0]) =>
    /cluster_state:ok[\s\S]*cluster_known_nodes:3/.test(String(await admin.call("CLUSTER", "INFO")));
  for (const end = Date.now() + 30_000; !(await Promise.all(admins.map(complete))).every(Boolean); await sleep(100)) {
    if (Date.now() > end) throw new Error("The cluster did not come up.");
  }
  return engines;
}

describe.runIf(hasRedis)("a Redis Cluster", () => {
  let engines: Engine[] = [];
  let io: Cluster;
  let node: ReturnType<typeof createCluster>;
  beforeAll(async () => {
    engines = await startCluster();
    io = new Cluster(engines.map(({ host, port }) => ({ host, port })));
    io.on("error", () => {});
    open.push(() => io.disconnect());
    node = createCluster({ rootNodes: engines.map(({ url }) => ({ url })) });
    node.on("error", () => {});
    await node.connect();
    open.push(() => node.destroy());
  }, 60_000);

  it("spreads events over its servers", async () => {
    const store = redisStore(io);
    for (let i = 0; i < 60; i++) expect((await store.claim(`spread-${i}`, options)).state).toBe("claimed");
    const sizes = await Promise.all(engines.map(({ url }) => ioredis(url, open).dbsize()));
    expect(sizes.every((size) => size > 5)).toBe(true);
  });

  it("handles an event once, over both clients", async () => {
    const handler = vi.fn();
    const [one, two] = [io, node].map((client) =>
      createReceiver({ provider: stripe, secret: SECRET, store: redisStore(client), waitMs: 0 }, handler),
    );
    for (let i = 0; i < 20; i++) {
      const delivery = await stripeDelivery(`evt_cluster_${i}`);
      const answers = await Promise.all([one?.receive(delivery), two?.receive(delivery)]);
      expect(answers.map((answer) => answer?.status)).toContain(200);
      expect((await two?.receive(delivery))?.status).toBe(200);
    }
    expect(handler).toHaveBeenCalledTimes(20);
  });

  describe.each([
    ["ioredis", () => io],
    ["node-redis", () => node],
  ] as const)("over the cluster of %s", (_name, client) => {
    let stores: IdempotencyStore[] = [];
    beforeAll(() => {
      stores = [redisStore(client()), redisStore(client())];
    });
    const checks = storeChecks(() => ({
      store: stores[0] as IdempotencyStore,
      reopen: () => stores[1] as IdempotencyStore,
      lose: (key) => io.del(`hookonce:${key}`),
    }));
    for (const { name, run } of checks) it.concurrent(name, run);
  });
});
