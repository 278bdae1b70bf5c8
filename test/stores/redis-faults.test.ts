import { type Claim, createReceiver } from "hookonce";
import { stripe } from "hookonce/providers/stripe";
import { type RedisStoreOptions, redisStore } from "hookonce/stores/redis";
import type { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startProxy } from "../../chaos/proxy.mjs";
import { type Engine, startRedis } from "../../scripts/engines.mjs";
import { SECRET, spyHooks, stripeDelivery } from "../receiver/_support.js";
import { closing, hasRedis, ioredis, options } from "./support/redis.js";

const fenceOf = (claim: Claim) => (claim.state === "claimed" ? claim.fence : Number.NaN);
const open = closing();
let events = 0;

async function start(args: string[] = []): Promise<Engine> {
  const engine = await startRedis(args);
  open.push(() => engine.stop());
  return engine;
}

/** A receiver over a store, and what became of its event. */
function setUp(redis: Redis, more: object = {}, given: RedisStoreOptions = {}) {
  const id = `evt_${++events}`;
  const { hooks, told } = spyHooks();
  const handler = vi.fn();
  const store = redisStore(redis, given);
  const receiver = createReceiver(
    { provider: stripe, secret: SECRET, store, storeTimeoutMs: 500, waitMs: 0, ...hooks, ...more },
    handler,
  );
  const send = async () => (await receiver.receive(await stripeDelivery(id))).status;
  const errors = () => told.filter(([name]) => name === "onStoreError").map(([, info]) => info.error);
  return { id, key: `stripe:default:${id}`, store, handler, send, errors, told };
}

describe.runIf(hasRedis)("Redis fails", { timeout: 30_000 }, () => {
  let engine: Engine;
  let redis: Redis;
  beforeEach(async () => {
    engine = await start();
    redis = ioredis(engine.url, open);
  });
  afterEach(() => engine.stop());

  async function recovers(broken: () => unknown, mended: () => unknown, more: object = {}) {
    const trial = setUp(redis, more);
    await broken();
    expect(await trial.send()).toBe(503);
    expect(trial.handler).not.toHaveBeenCalled();
    expect(trial.errors()).toHaveLength(1);
    await mended();
    await expect.poll(trial.send, { timeout: 10_000, interval: 50 }).toBe(200);
    expect(await trial.send()).toBe(200);
    expect(trial.handler).toHaveBeenCalledTimes(1);
    return trial.errors()[0];
  }

  it("by being down: 503, and handled once when it is back", async () => {
    await recovers(
      () => engine.kill(),
      () => engine.start(),
    );
  });

  it("by hanging: 503 after the deadline, and the claim that was made late is given back", async () => {
    await recovers(
      () => engine.pause(),
      () => engine.resume(),
    );
  });

  it("by being full: 503 as STORE_FULL", async () => {
    const error = await recovers(
      () => redis.config("SET", "maxmemory", "1"),
      () => redis.config("SET", "maxmemory", "0"),
    );
    expect(error.code).toBe("STORE_FULL");
  });

  it("by being a replica that takes no writes: 503", async () => {
    const error = await recovers(
      () => redis.replicaof("127.0.0.1", 1),
      () => redis.replicaof("NO", "ONE"),
    );
    expect(String(error)).toContain("READONLY");
  });

  it("by asking for a password: 503, and nothing of it is told", async () => {
    const password = "correct-horse-battery";
    await redis.config("SET", "requirepass", password);
    const stranger = ioredis(engine.url, open, { password: "wrong-password-of-ours", maxRetriesPerRequest: 1 });
    const trial = setUp(stranger);
    expect(await trial.send()).toBe(503);
    expect(`${trial.errors()[0].message} ${trial.errors()[0].stack}`).not.toMatch(/correct-horse|wrong-password/);
  });

  it("by losing the answer to a claim with the connection: ioredis sends it again, and the event runs at once", async () => {
    let cut = 0;
    const fromClient = (chunk: Buffer) => chunk.includes("\r\nclaim ") && cut++ === 0;
    const proxy = await startProxy(engine.port, () => ({ fromClient }));
    open.push(() => proxy.close());
    const trial = setUp(ioredis(`redis://127.0.0.1:${proxy.port}`, open), { storeTimeoutMs: 5000 });
    await trial.store.complete("connect", 1, options);
    expect(await trial.send()).toBe(200);
    expect(cut).toBe(2);
    expect(trial.handler).toHaveBeenCalledTimes(1);
    expect(trial.handler.mock.calls[0]?.[1]).toMatchObject({ attempt: 1 });
  });

  it("on complete: 2xx all the same, and the loss is told", async () => {
    const trial = setUp(redis);
    trial.handler.mockImplementation(() => engine.kill());
    expect(await trial.send()).toBe(200);
    expect(trial.told.find(([name]) => name === "onCompletionLost")?.[1].reason).toBe("unreachable");
  });
});

describe.runIf(hasRedis)("a restart", { timeout: 30_000 }, () => {
  it.each([
    ["with appendfsync always keeps what was finished", ["--appendonly", "yes", "--appendfsync", "always"], "done"],
    ["without persistence forgets it, and the event runs again", [], "claimed"],
  ])("%s", async (_name, args, expected) => {
    const engine = await start(args);
    const redis = ioredis(engine.url, open);
    const store = redisStore(redis);
    const fence = fenceOf(await store.claim("k", options));
    await store.complete("k", fence, options);
    await engine.kill();
    await engine.start();
    const claim = await store.claim("k", options);
    expect(claim.state).toBe(expected);
    // Even then no fence comes again.
    if (claim.state === "claimed") expect(claim.fence).toBeGreaterThan(fence);
  });
});

/** A primary and a replica that has all of it. */
async function pair() {
  // By default a primary waits for five seconds whether more replicas come.
  const [primary, replica] = [await start(["--repl-diskless-sync-delay", "0"]), await start()];
  const [one, two] = [ioredis(primary.url, open), ioredis(replica.url, open)];
  await two.replicaof("127.0.0.1", primary.port);
  await expect.poll(() => two.info("replication"), { timeout: 20_000 }).toContain("master_link_status:up");
  await expect.poll(() => one.info("replication"), { timeout: 20_000 }).toContain("state=online");
  return { primary, replica, one, two };
}

describe.runIf(hasRedis)("a fail-over", { timeout: 30_000 }, () => {
  it("to a replica that has the claim loses nothing", async () => {
    const { primary, one, two } = await pair();
    const fence = fenceOf(await redisStore(one, { wait: { replicas: 1, timeoutMs: 5000 } }).claim("k", options));
    await primary.kill();
    await two.replicaof("NO", "ONE");
    const promoted = redisStore(two);
    expect((await promoted.claim("k", options)).state).toBe("running");
    expect(await promoted.complete("k", fence, options)).toBe(true);
  });

  it("to a replica that has not: the event runs twice at once; the first run can no longer complete", async () => {
    const { primary, one, two } = await pair();
    // Its link is down: what a paused process has not read yet would still reach it.
    await two.replicaof("127.0.0.1", 1);
    const stale = fenceOf(await redisStore(one).claim("k", options));
    await primary.kill();
    await two.replicaof("NO", "ONE");
    const promoted = redisStore(two);
    const second = await promoted.claim("k", options);
    expect(second).toMatchObject({ state: "claimed", attempt: 1 });
    expect(fenceOf(second)).toBeGreaterThan(stale);
    for (const operation of ["complete", "release", "extend"] as const) {
      expect(await promoted[operation]("k", stale, options)).toBe(false);
    }
    expect(await promoted.complete("k", fenceOf(second), options)).toBe(true);
  });

  it("with wait, a claim that no replica has is refused beforehand and given back: 503, and the retry runs", async () => {
    const { replica, one } = await pair();
    const wait = { replicas: 1, timeoutMs: 100 };
    const trial = setUp(one, { storeTimeoutMs: 2000 }, { wait });
    replica.pause();
    expect(await trial.send()).toBe(503);
    expect(trial.handler).not.toHaveBeenCalled();
    expect(await one.get(`hookonce:${trial.key}`)).toMatch(/^f/);
    replica.resume();
    await expect.poll(trial.send, { timeout: 10_000 }).toBe(200);
    expect(trial.handler).toHaveBeenCalledTimes(1);
  });

  it("with wait, a claim is given back even when the receiver's deadline is over before the replicas are", async () => {
    const { replica, one } = await pair();
    const wait = { replicas: 1, timeoutMs: 1000 };
    const trial = setUp(one, { storeTimeoutMs: 200 }, { wait });
    replica.pause();
    expect(await trial.send()).toBe(503);
    await expect.poll(() => one.get(`hookonce:${trial.key}`), { timeout: 10_000 }).toMatch(/^f/);
    replica.resume();
  });

  it("with wait, a completion that no replica has is told again, and then told as lost", async () => {
    const { replica, one } = await pair();
    const trial = setUp(one, { storeTimeoutMs: 5000 }, { wait: { replicas: 1, timeoutMs: 1000 } });
    trial.handler.mockImplementation(() => void replica.pause());
    expect(await trial.send()).toBe(200);
    expect(trial.told.filter(([name]) => name === "onStoreError")).toHaveLength(3);
    expect(trial.told.find(([name]) => name === "onCompletionLost")?.[1].reason).toBe("unreachable");
    replica.resume();
  });
});
