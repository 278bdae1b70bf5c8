import { Hash } from "node:crypto";
import type { RequestListener } from "node:http";
import express from "express";
import type { WebhookEvent } from "hookonce";
import { webhook as onExpress } from "hookonce/express";
import { webhook as onKoa } from "hookonce/koa";
import Koa from "koa";
import { afterEach, describe, expect, it, vi } from "vitest";
import { bodyOf, SECRET, sign, watchedOptions } from "./support/deliveries.js";
import { listen } from "./support/listen.js";
import { dial, head } from "./support/wire.js";

const SIZE = 3 * 1024 * 1024;
const KIB_64 = 64 * 1024;

type Options = ReturnType<typeof watchedOptions>["options"] & { readonly maxBodyBytes: number };
type See = (event: WebhookEvent) => void;

const apps: [string, (options: Options, see: See) => RequestListener][] = [
  ["node:http", (options, see) => onExpress(options, see) as unknown as RequestListener],
  ["Express", (options, see) => express().use(onExpress(options, see))],
  ["Koa", (options, see) => new Koa().use(onKoa(options, see)).callback()],
];

afterEach(() => vi.restoreAllMocks());

/** Sends a body in pieces of 48 KiB, with its length before it or in chunks. */
async function post(port: number, signed: { headers: [string, string][]; body: Buffer }, chunked: boolean) {
  const wire = await dial(port);
  const length: [string, string] = chunked
    ? ["transfer-encoding", "chunked"]
    : ["content-length", String(signed.body.length)];
  wire.write(head({ path: "/", headers: [...signed.headers, length] }));
  for (let at = 0; at < signed.body.length; at += 48 * 1024) {
    const piece = signed.body.subarray(at, at + 48 * 1024);
    if (chunked) wire.write(`${piece.length.toString(16)}\r\n`);
    wire.write(piece);
    if (chunked) wire.write("\r\n");
  }
  if (chunked) wire.write("0\r\n\r\n");
  const answer = await wire.answer();
  wire.socket.destroy();
  return answer?.status;
}

describe.each(apps)("%s: a large body", (_name, appOf) => {
  it.each([false, true])("is hashed while it arrives, and judged as ever (chunked: %s)", async (chunked) => {
    const { options, rejected } = watchedOptions();
    const seen: WebhookEvent[] = [];
    const server = await listen(
      appOf({ ...options, secret: [SECRET, "whsec_old_0123456789"] as never, maxBodyBytes: 2 * SIZE }, (event) => {
        seen.push(event);
      }),
    );
    try {
      const update = vi.spyOn(Hash.prototype, "update");
      const body = bodyOf(SIZE);
      expect(await post(server.port, sign({ body }), chunked)).toBe(200);
      expect(body.equals(seen[0]?.body as Uint8Array)).toBe(true);
      // For both secrets, and never much at once.
      const sizes = update.mock.calls.map(([data]) => data.length);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2 * SIZE + 10_000);
      expect(sizes.filter((size) => size > 1000).length).toBeGreaterThan(SIZE / KIB_64);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(3 * KIB_64);

      const forged = sign({ body: bodyOf(SIZE) });
      forged.body[SIZE - 3] = 0x79;
      expect(await post(server.port, forged, chunked)).toBe(401);
      const old = sign({ body: bodyOf(SIZE), secret: "whsec_old_0123456789" });
      expect(await post(server.port, old, chunked)).toBe(200);
      expect(rejected.map(({ code }) => code)).toEqual(["SIGNATURE_MISMATCH"]);
      expect(seen).toHaveLength(2);
    } finally {
      await server.close();
    }
  });

  it("whose length is known is moved no more than once it is large", async () => {
    const { options } = watchedOptions();
    const server = await listen(appOf({ ...options, maxBodyBytes: 2 * SIZE }, () => {}));
    try {
      const signed = sign({ body: bodyOf(SIZE) });
      const allocate = vi.spyOn(Buffer, "allocUnsafe");
      expect(await post(server.port, signed, false)).toBe(200);
      const sizes = allocate.mock.calls.map(([size]) => size).filter((size) => size >= KIB_64);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(SIZE + 8 * KIB_64);
    } finally {
      await server.close();
    }
  });
});
