import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { StoreOptions } from "../receiver/idempotency.js";
import { type Args, type Command, isSet, textOf } from "./command.js";
import { fromVariable } from "./credential.js";
import { EXIT, Failure, UsageError } from "./failure.js";
import type { Io } from "./io.js";

const DEADLINE_MS = 10_000;
const OPTIONS: StoreOptions = { leaseMs: 15_000, retainMs: 7 * 86_400_000, signal: AbortSignal.timeout(DEADLINE_MS) };

/** A client library of the project in which the command runs: the package brings none. */
async function loadClient(names: readonly string[]): Promise<readonly [name: string, module: Record<string, unknown>]> {
  const require = createRequire(join(process.cwd(), "package.json"));
  for (const name of names) {
    let path: string;
    try {
      path = require.resolve(name);
    } catch {
      continue;
    }
    return [name, await import(pathToFileURL(path).href)];
  }
  throw new Failure(
    `This project has no client for that store: npm install ${names[0]} (or ${names.slice(1).join(", ")}).`,
  );
}

interface Opened {
  forget(key: string): Promise<boolean>;
  close(): unknown;
}

// biome-ignore lint/suspicious/noExplicitAny: libraries of the user, whose types are not there.
type Library = any;

async function openRedis(url: string, prefix: string | undefined): Promise<Opened> {
  const { redisStore } = await import("../stores/redis.js");
  const [name, module] = await loadClient(["ioredis", "redis"]);
  const library: Library =
    module.default && name === "ioredis" ? { ...module, Redis: module.Redis ?? module.default } : module;
  const options = prefix === undefined ? {} : { prefix };
  if (name === "ioredis") {
    const client = new library.Redis(url, { lazyConnect: true, maxRetriesPerRequest: 1, retryStrategy: () => null });
    client.on("error", () => {});
    await client.connect();
    return { forget: (key) => redisStore(client, options).forget(key, OPTIONS), close: () => client.disconnect() };
  }
  const client = (library.createClient ?? library.default.createClient)({ url, socket: { reconnectStrategy: false } });
  client.on("error", () => {});
  await client.connect();
  return { forget: (key) => redisStore(client, options).forget(key, OPTIONS), close: () => client.destroy() };
}

async function openPostgres(url: string, table: string | undefined, schema: string | undefined): Promise<Opened> {
  const { postgresStore } = await import("../stores/postgres.js");
  const [name, module] = await loadClient(["pg", "postgres"]);
  const options = { ...(table !== undefined && { table }), ...(schema !== undefined && { schema }) };
  const library: Library = module.default ?? module;
  if (name === "pg") {
    const pool = new library.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: DEADLINE_MS });
    pool.on("error", () => {});
    return { forget: (key) => postgresStore(pool, options).forget(key, OPTIONS), close: () => pool.end() };
  }
  const sql = library(url, { max: 1, connect_timeout: DEADLINE_MS / 1000, onnotice: () => {} });
  return { forget: (key) => postgresStore(sql, options).forget(key, OPTIONS), close: () => sql.end() };
}

/** The address of the store. A password does not stand in an argument. */
function storeUrl(args: Args, io: Io): string {
  const given = textOf(args, "store");
  const url = given ?? fromVariable(args, "store-env", io);
  if (!url)
    throw new UsageError("Say where claims are kept: --store redis://localhost:6379, or --store-env REDIS_URL.");
  if (!URL.canParse(url)) throw new UsageError("The store is an address: redis://…, rediss://…, postgres://….");
  const { password, protocol } = new URL(url);
  if (password && given) {
    throw new UsageError(
      "--store holds a password, which every process of the machine can read: put the address into a variable, and name that with --store-env.",
    );
  }
  if (password) for (const text of [password, decodeURIComponent(password)]) io.hide(text);
  if (/^(rediss?|postgres|postgresql):$/.test(protocol)) return url;
  throw new UsageError("Known stores are redis://, rediss:// and postgres://.");
}

async function run(args: Args, io: Io): Promise<number> {
  const [key] = args.positionals as [string];
  if (!/^[a-z0-9-]{1,32}:[a-z0-9-]{1,32}:[A-Za-z0-9_~-]{1,80}$/.test(key)) {
    throw new UsageError(
      "The key is <provider>:<endpoint>:<id>, as hooks and context.idempotencyKey give it: stripe:default:evt_1….",
    );
  }
  const url = storeUrl(args, io);
  const isRedis = url.startsWith("redis");
  let forgotten: boolean;
  try {
    const store = isRedis
      ? await openRedis(url, textOf(args, "prefix"))
      : await openPostgres(url, textOf(args, "table"), textOf(args, "schema"));
    try {
      forgotten = await store.forget(key);
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`The store could not be asked: ${(error as Error).message || (error as { code?: string }).code}`);
  }
  const nothing = "Nothing is there under this key, or a run holds it right now.";
  if (isSet(args, "json")) io.json({ key, forgotten });
  else io.out(forgotten ? `${key} is forgotten: its next delivery runs.` : nothing);
  return forgotten ? EXIT.fine : EXIT.found;
}

/** Lets a finished event run again. */
export const forget: Command = {
  name: "forget",
  usage: "<key> --store <url>",
  about: "lets a finished event run again, after a mend",
  positionals: [1, 1],
  examples: [
    [
      "hookonce forget stripe:default:evt_1PzT2a --store redis://localhost:6379",
      "then resend the event in Stripe's dashboard",
    ],
    [
      "hookonce forget github:default:~qX3… --store-env DATABASE_URL",
      "the address has a password: it stays in the variable",
    ],
  ],
  options: {
    store: { type: "string", value: "<url>", about: "redis://…, rediss://… or postgres://…, without a password" },
    "store-env": { type: "string", value: "<NAME>", about: "the variable that holds the address" },
    prefix: { type: "string", value: "<text>", about: "option prefix of the Redis store, where you set one" },
    table: { type: "string", value: "<name>", about: "option table of the PostgreSQL store, where you set one" },
    schema: { type: "string", value: "<name>", about: "option schema of the PostgreSQL store, where you set one" },
  },
  run,
};
