import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { afterAll, beforeAll } from "vitest";
import { type Engine, hasEngine, startRedis } from "../../../scripts/engines.mjs";

export const hasRedis = hasEngine("redis");

export const DAY = 86_400_000;
export const options = { leaseMs: 15_000, retainMs: 7 * DAY, signal: new AbortController().signal };

/** What is opened for the tests of a file, and closed after them. */
export function closing() {
  const open: (() => unknown)[] = [];
  afterAll(async () => {
    for (const close of open.reverse()) await close();
  }, 30_000);
  return open;
}

/** Connects with ioredis, without anything printed when the server goes away. */
export function ioredis(url: string, open: (() => unknown)[], more: object = {}): Redis {
  const client = new Redis(url, { retryStrategy: () => 50, ...more });
  client.on("error", () => {});
  open.push(() => client.disconnect());
  return client;
}

/** Connects with node-redis. */
async function nodeRedis(url: string, open: (() => unknown)[]) {
  const client = createClient({ url, socket: { reconnectStrategy: () => 50 } });
  client.on("error", () => {});
  await client.connect();
  open.push(() => client.destroy());
  return client;
}

/** A server for the tests of one file. */
export function withRedis(args: string[] = []) {
  let engine: Engine;
  const open = closing();
  beforeAll(async () => {
    if (!hasRedis) return;
    engine = await startRedis(args);
    open.unshift(() => engine.stop());
  }, 30_000);
  return {
    engine: () => engine,
    open,
    ioredis: (more?: object) => ioredis(engine.url, open, more),
    nodeRedis: () => nodeRedis(engine.url, open),
  };
}

/** Speaks Upstash's REST over a real Redis: a command, or at /pipeline many of them, is answered `{ result }` or `{ error }`. */
export async function upstashBridge(redis: Redis, open: (() => unknown)[]): Promise<string> {
  const encode = (value: unknown): unknown => {
    if (typeof value === "string") return Buffer.from(value).toString("base64");
    return Array.isArray(value) ? value.map(encode) : value;
  };
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const base64 = request.headers["upstash-encoding"] === "base64";
    const execute = ([command, ...args]: string[]) =>
      redis.call(String(command), ...args).then(
        (result) => ({ result: base64 ? encode(result) : result }),
        (error: Error) => ({ error: error.message }),
      );
    const body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    const answer = request.url === "/pipeline" ? await Promise.all(body.map(execute)) : await execute(body);
    response.writeHead("error" in answer ? 400 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
