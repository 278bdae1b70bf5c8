import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { existsSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { root } from "../../scripts/exports.mjs";

export const BIN = join(root, "dist/cli/main.js");

/** Nothing of this may ever be printed. */
export const SECRET = "whsec_5Jb1dQ0nYxkq2";

export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the built command as a user does: no terminal, the secret in its usual variable. */
export async function cli(
  args: readonly string[],
  {
    env = { STRIPE_WEBHOOK_SECRET: SECRET },
    input = "",
    cwd = root,
  }: { env?: object; input?: string; cwd?: string } = {},
): Promise<Run> {
  if (!existsSync(BIN)) throw new Error("npm run build first: these tests run the built command");
  const { PATH } = process.env;
  const child = spawn(process.execPath, [BIN, ...args], { cwd, env: { PATH, ...env } as NodeJS.ProcessEnv });
  let out = "";
  let err = "";
  child.stdout.on("data", (data) => {
    out += data;
  });
  child.stderr.on("data", (data) => {
    err += data;
  });
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const code = await new Promise<number>((resolve) => child.on("close", (status) => resolve(status ?? -1)));
  for (const secret of [SECRET, ...Object.values(env)]) {
    if (typeof secret === "string" && secret.length > 8) expect(`${out}${err}`).not.toContain(secret);
  }
  return { code, out, err };
}

const open: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of open.splice(0)) await close();
});

/** Serves requests on a free port until the tests of the file are over. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function bytesOf(request: IncomingMessage, limit = Number.POSITIVE_INFINITY): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request) {
      length += chunk.length;
      if (length > limit) return;
      chunks.push(chunk);
    }
  } catch {
    return;
  }
  return Buffer.concat(chunks);
}

export const end = (response: ServerResponse, status: number, body = ""): void => {
  response.writeHead(status, { "content-type": "text/plain" }).end(body);
};

/** Stripe's signature in hexadecimal. */
export const sign = (secret: string, ...parts: (string | Uint8Array)[]): string =>
  parts.reduce((hmac, part) => hmac.update(part), createHmac("sha256", secret)).digest("hex");
