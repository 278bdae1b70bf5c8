import { WebhookConfigError, WebhookError } from "../core/errors.js";
import type { Claim, IdempotencyStore, StoreOptions } from "../receiver/idempotency.js";
import { claimNames } from "./_claim-names.js";
import { type Call, coalesce } from "./_coalesce.js";
import { type RedisClient, toConnection } from "./_redis-client.js";
import { SCRIPT, SHA1 } from "./_redis-script.js";

export type { IoRedis, NodeRedis, RedisClient, RedisCommand, UpstashRedis } from "./_redis-client.js";

/** Options of {@link redisStore}. */
export interface RedisStoreOptions {
  /** What the keys begin with: printable ASCII without space and braces, up to 64 characters. Default `"hookonce:"`. */
  readonly prefix?: string | undefined;
  /**
   * Lets a claim and a completion count only when so many replicas have it within so many milliseconds: what a fail-over can lose
   * becomes less, not nothing. Costs a round trip each, and holds the connection meanwhile: give it one of its own. Not over a cluster, a pool
   * or REST. Default: no waiting.
   */
  readonly wait?: { readonly replicas: number; readonly timeoutMs: number } | undefined;
}

interface Step extends Call {
  /** `operation lease retention` */
  readonly what: string;
  /** Of a claim its name: no other claim of any process has it. */
  readonly fence: string;
}

/** One runs while the next gathers. More at once, and smaller, were slower; larger ones would hold the server longer. */
const BOUNDS = { atOnce: 1, most: 128, patienceMs: 5 };

const invalid = (message: string) => new WebhookConfigError("OPTION_INVALID", message);

const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0;

/** Whole milliseconds that Redis takes: it adds them to its clock, in 64 bits. */
const toMs = (value: number) => Math.ceil(Math.min(Math.max(value, 0), 4e15)) || 0;

/** A record of a claim outlives its lease. */
const toWhat = (operation: string, { leaseMs, retainMs }: StoreOptions) => {
  const [lease, retain] = [toMs(leaseMs), toMs(retainMs)];
  return `${operation} ${lease} ${operation === "claim" ? Math.max(lease + 1, retain) : retain}`;
};

const messageOf = (error: unknown) => String((error as { readonly message?: unknown } | undefined)?.message);

/** Says that records may be thrown out: all of them have an expiry, so `volatile-*` takes them as well. */
async function warnOfEviction(send: (args: string[]) => PromiseLike<unknown>): Promise<void> {
  const policy = /maxmemory_policy:((?:allkeys|volatile)-\S+)/.exec(String(await send(["INFO", "memory"])))?.[1];
  if (!policy) return;
  console.warn(
    `hookonce: maxmemory-policy of this Redis is ${policy}. When memory is short it drops records, and each that is dropped is an ` +
      "event that can run again. Set it to noeviction: then deliveries are answered 503 until there is room.",
  );
}

/**
 * Claims in Redis or Valkey, grade *claimed*: shared by any number of machines. One key for each event and one script, so it runs on a
 * single server, behind Sentinel and on a Cluster. Time is the server's.
 *
 * Redis replicates after it has answered: a fail-over, a restart without `appendfsync always`, and eviction can lose claims that were
 * acknowledged, and an event whose record is lost runs again. `wait` narrows that. Who needs more takes PostgreSQL.
 * @param client of ioredis, node-redis or Upstash, or a function that sends one command. Redis 5 or newer
 * @param options {@link RedisStoreOptions}
 * @throws WebhookConfigError `STORE_INVALID`, `OPTION_INVALID`
 * @example
 * ```ts
 * import { createReceiver } from "hookonce";
 * import { stripe } from "hookonce/providers/stripe";
 * import { redisStore } from "hookonce/stores/redis";
 * import { Redis } from "ioredis";
 *
 * const store = redisStore(new Redis(process.env.REDIS_URL ?? "redis://127.0.0.1:6379"));
 * createReceiver({ provider: stripe, secret: process.env.STRIPE_WEBHOOK_SECRET, store }, (event) => console.log(event.id));
 * ```
 */
export function redisStore(client: RedisClient, options: RedisStoreOptions = {}): IdempotencyStore {
  const { prefix = "hookonce:", wait } = { ...options };
  if (typeof prefix !== "string" || !/^[!-z|~]{1,64}$/.test(prefix)) {
    throw invalid("prefix is printable ASCII without space and braces, 1 to 64 characters.");
  }
  const { run, send, lazy, single } = toConnection(client);
  if (wait !== undefined) {
    if (!isCount(wait?.replicas) || !isCount(wait.timeoutMs)) {
      throw invalid("wait takes replicas and timeoutMs, whole numbers from 1.");
    }
    if (!send)
      throw invalid(
        "wait needs a client of one connection: no cluster, no pool, no Sentinel client of node-redis, no REST.",
      );
  }

  async function evaluate(keys: string[], args: string[]): Promise<readonly unknown[]> {
    let answers: unknown;
    try {
      answers = await run("EVALSHA", SHA1, keys, args);
    } catch (error) {
      if (!/noscript/i.test(messageOf(error))) throw error;
      answers = await run("EVAL", SCRIPT, keys, args);
    }
    if (Array.isArray(answers) && answers.length === keys.length) return answers;
    throw new WebhookError("STORE_UNAVAILABLE", "Redis gave an answer that is not the script's.");
  }

  let together = single && !wait;
  const one = async ({ key, what, fence }: Step) => (await evaluate([prefix + key], [what, fence]))[0];
  async function many(batch: readonly Step[]): Promise<readonly unknown[]> {
    if (together) {
      try {
        const keys = batch.map(({ key }) => prefix + key);
        return await evaluate(
          keys,
          batch.flatMap(({ what, fence }) => [what, fence]),
        );
      } catch (error) {
        // One server that has all slots, or a proxy before many: it refuses before it does anything.
        if (!/cross.?slot|same slot/i.test(messageOf(error))) throw error;
        together = false;
      }
    }
    return batch.map(one);
  }
  const coalesced = coalesce<Step, unknown>({ one, many }, BOUNDS);

  const nameOfClaim = claimNames();

  async function evaluateOne(
    operation: string,
    key: string,
    fence: number | string,
    options: StoreOptions,
  ): Promise<string[]> {
    const { signal } = options;
    signal.throwIfAborted();
    const step = { key, signal, what: toWhat(operation, options), fence: String(fence) };
    try {
      const answer = String(await (together ? coalesced(step) : one(step)));
      if (answer.startsWith("error ")) throw new Error(answer.slice(6));
      return answer.split(" ");
    } catch (error) {
      if (!/\bOOM\b/.test(messageOf(error))) throw error;
      throw new WebhookError("STORE_FULL", "Redis has reached its maxmemory.", error);
    }
  }

  async function ask(operation: string, key: string, fence: number, options: StoreOptions): Promise<boolean> {
    const [answer] = await evaluateOne(operation, key, fence, options);
    if (answer === "yes" || answer === "no") return answer === "yes";
    throw new WebhookError("STORE_UNAVAILABLE", "Redis gave an answer that is not the script's.");
  }

  async function awaitReplicas(): Promise<void> {
    if (!wait || !send) return;
    const replicas = Number(await send(["WAIT", String(wait.replicas), String(wait.timeoutMs)]));
    if (replicas >= wait.replicas) return;
    throw new WebhookError("STORE_UNAVAILABLE", `Fewer than ${wait.replicas} replicas have the record.`);
  }

  let warned = !send;
  const warn = async () => {
    if (warned || !send) return;
    warned = true;
    await warnOfEviction(send);
  };
  // A client that is not connected yet may refuse: then the first claim that succeeds asks again.
  if (!lazy) {
    warn().catch(() => {
      warned = false;
    });
  }

  return {
    async claim(key, options): Promise<Claim> {
      const [state, first, second] = await evaluateOne("claim", key, nameOfClaim(), options);
      if (state === "done") return { state };
      if (state === "running") return { state, retryAfterMs: Math.max(1, Number(first)) };
      if (state !== "claimed")
        throw new WebhookError("STORE_UNAVAILABLE", "Redis holds a record that is none of ours.");
      const fence = Number(first);
      try {
        await awaitReplicas();
      } catch (error) {
        // Nobody else knows this fence. Who asked may have given up: the signal no longer counts.
        await ask("release", key, fence, { ...options, signal: new AbortController().signal }).catch(() => {});
        throw error;
      }
      warn().catch(() => {});
      return { state, fence, attempt: Number(second) };
    },
    async complete(key, fence, options) {
      const completed = await ask("complete", key, fence, options);
      if (completed) await awaitReplicas();
      return completed;
    },
    release: (key, fence, options) => ask("release", key, fence, options),
    extend: (key, fence, options) => ask("extend", key, fence, options),
    forget: (key, options) => ask("forget", key, 0, options),
  };
}
