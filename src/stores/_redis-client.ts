import { WebhookConfigError } from "../core/errors.js";

/** Sends one command, such as `["GET", "key"]`, and gives its answer. */
export type RedisCommand = (args: string[]) => PromiseLike<unknown>;

// biome-ignore-start lint/suspicious/noExplicitAny: the shapes of clients, generic and overloaded in ways of their own.
/** An ioredis client or its Cluster, or a client that is made after it, such as iovalkey. */
export interface IoRedis {
  /** Runs a script by its SHA-1. */
  evalsha(...args: any[]): Promise<any>;
  /** Runs a script. */
  eval(...args: any[]): Promise<any>;
  /** Sends a command. */
  call(...args: any[]): Promise<any>;
  readonly isCluster?: boolean;
  readonly status?: string;
}

/** A client, cluster, pool or sentinel of `redis`, from version 4. */
export interface NodeRedis {
  /** Runs a script by its SHA-1. */
  evalSha(sha1: any, options: any): Promise<any>;
  /** Runs a script. */
  eval(script: any, options: any): Promise<any>;
  /** Sends a command. */
  sendCommand(...args: any[]): Promise<any>;
}

/** The REST client of Upstash. */
export interface UpstashRedis {
  /** Runs a script by its SHA-1. */
  evalsha(sha1: string, keys: string[], args: any[]): Promise<any>;
  /** Runs a script. */
  eval(script: string, keys: string[], args: any[]): Promise<any>;
}
// biome-ignore-end lint/suspicious/noExplicitAny: until here.

/** A client that is told by its shape, or any other as a function. */
export type RedisClient = IoRedis | NodeRedis | UpstashRedis | RedisCommand;

/** What the store does with a client. */
export interface Connection {
  /** Runs the script by its SHA-1 or by its text. */
  run(kind: "EVALSHA" | "EVAL", script: string, keys: string[], args: string[]): PromiseLike<unknown>;
  /** Whether it is one connection to one server, so that many keys may go in one call. */
  readonly single?: boolean;
  /** Sends a command that names no key on the connection that the scripts go over; absent where there is none of that kind. */
  readonly send?: RedisCommand;
  /** Whether it connects at its first command, so that none should be sent before there is need. */
  readonly lazy?: boolean;
}

/** What can be done with a client, told by its shape. */
export function toConnection(client: RedisClient): Connection {
  const given = client as unknown as Partial<Record<string, unknown>> | undefined;
  const has = (...names: string[]) => names.every((name) => typeof given?.[name] === "function");
  if (has("evalSha", "eval", "sendCommand")) {
    const redis = client as NodeRedis;
    const run: Connection["run"] = (kind, script, keys, args) =>
      redis[kind === "EVAL" ? "eval" : "evalSha"](script, { keys, arguments: args });
    // Only a client of one connection can watch: a cluster, a pool and Sentinel would send to any.
    return "watch" in redis ? { run, send: (args) => redis.sendCommand(args), single: true } : { run };
  }
  if (has("evalsha", "eval", "call")) {
    const redis = client as IoRedis;
    const run: Connection["run"] = (kind, script, keys, args) =>
      redis[kind === "EVAL" ? "eval" : "evalsha"](script, keys.length, ...keys, ...args);
    if (redis.isCluster) return { run };
    return { run, send: (args) => redis.call(...args), lazy: redis.status === "wait", single: true };
  }
  if (has("evalsha", "eval")) {
    const redis = client as UpstashRedis;
    // Some edge runtimes do not let one request wait for what another has asked: each asks for itself.
    return { run: (kind, script, keys, args) => redis[kind === "EVAL" ? "eval" : "evalsha"](script, keys, args) };
  }
  if (typeof client === "function") {
    const send = client as RedisCommand;
    // What is behind a function may be a cluster.
    return { run: (kind, script, keys, args) => send([kind, script, String(keys.length), ...keys, ...args]), send };
  }
  const known = "a client of ioredis, redis (node-redis) or @upstash/redis, or a function that sends one command";
  throw new WebhookConfigError("STORE_INVALID", `The client is none that is known here: ${known}.`);
}
