import { createHmac } from "node:crypto";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import express from "express";
import express4 from "express4";
import { Hono } from "hono";
import { defineProvider, fromBody, fromHeader, fromQuery, hmac } from "hookonce";
import { webhook as onExpress } from "hookonce/express";
import { webhook as onFetch } from "hookonce/fetch";
import { webhook as onHono } from "hookonce/hono";
import { webhook as onKoa } from "hookonce/koa";
import { webhook as onNext } from "hookonce/next";
import Koa from "koa";
import Koa2 from "koa2";
import { afterEach, describe, expect, it } from "vitest";
import { SECRET } from "./support/deliveries.js";
import { listen } from "./support/listen.js";
import { dial, head } from "./support/wire.js";

const TOKEN = "my-own-verify-token";

/** A provider with a handshake of each method. */
const provider = defineProvider({
  id: "acme",
  name: "Acme",
  docs: "https://acme.example/docs",
  checked: "2026-11",
  scheme: hmac({ hash: "sha256", header: "x-signature", format: "{signature}", encoding: "hex", signs: "{body}" }),
  items: { at: "events", id: "id" },
  handshakes: [
    {
      method: "GET",
      equals: [fromQuery("hub.mode"), "subscribe"],
      check: "verifyToken",
      verifyToken: fromQuery("hub.verify_token"),
      text: fromQuery("hub.challenge"),
    },
    { method: "HEAD", check: "none", headers: { "x-here": "yes" } },
    {
      method: "OPTIONS",
      has: fromHeader("webhook-request-origin"),
      check: "none",
      headers: { "webhook-allowed-origin": fromHeader("webhook-request-origin"), allow: "POST" },
    },
    {
      method: "POST",
      has: fromHeader("x-hook-secret"),
      check: "none",
      status: 204,
      headers: { "x-hook-secret": fromHeader("x-hook-secret") },
    },
    { method: "POST", has: fromBody("challenge"), check: "none", json: { challenge: fromBody("challenge") } },
  ],
});

type Options = { provider: typeof provider; secret: string; verifyToken: string };
type Run = (id: string) => void;
interface Server {
  port: number;
  close(): unknown;
}

async function served(fetch: (request: Request) => Response | Promise<Response>): Promise<Server> {
  const server = serve({ fetch, hostname: "127.0.0.1", port: 0 });
  await new Promise((resolve) => server.once("listening", resolve));
  const close = () => new Promise((resolve) => server.close(resolve));
  return { port: (server.address() as AddressInfo).port, close };
}

/** Each adapter in each form, routed as the docs say. */
const APPS: Record<string, (options: Options, run: Run) => Promise<Server>> = {
  "Express 5": (o, run) =>
    listen(
      express().all(
        "/hook",
        onExpress(o, ({ id }) => run(id)),
      ),
    ),
  "Express 4": (o, run) =>
    listen(
      express4().all(
        "/hook",
        onExpress(o, ({ id }) => run(id)),
      ),
    ),
  "Express 5, as a middleware": (o, run) => {
    const rest = (_req: express.Request, res: express.Response) => {
      run(res.locals.webhook.event.id);
      res.end();
    };
    return listen(express().all("/hook", onExpress(o), rest));
  },
  "node:http": (o, run) => listen(onExpress(o, ({ id }) => run(id)) as never),
  "Koa 3": (o, run) => listen(new Koa().use(onKoa(o, ({ id }) => run(id))).callback()),
  "Koa 2, as a middleware": (o, run) => {
    const app = new Koa2().use(onKoa(o)).use((ctx) => {
      run(ctx.state.webhook.event.id);
      ctx.body = "";
    });
    return listen(app.callback());
  },
  Hono: (o, run) =>
    served(
      new Hono().all(
        "/hook",
        onHono(o, ({ id }) => run(id)),
      ).fetch,
    ),
  "Hono, as a middleware": (o, run) => {
    const app = new Hono().all("/hook", onHono(o), (c) => {
      run(c.get("webhook").event.id);
      return c.body(null);
    });
    return served(app.fetch);
  },
  "Next.js": (o, run) => {
    const POST = onNext(o, ({ id }) => run(id));
    return served(POST);
  },
  fetch: (o, run) => served(onFetch(o, ({ id }) => run(id))),
};

const running: Server[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function start(name: string) {
  const ran: string[] = [];
  const server = await APPS[name]!({ provider, secret: SECRET, verifyToken: TOKEN }, (id) => void ran.push(id));
  running.push(server);
  /** One request; all that came back until the connection ended. */
  const ask = async (method: string, query = "", headers: [string, string][] = [], body?: string) => {
    const wire = await dial(server.port);
    const length: [string, string][] = body === undefined ? [] : [["content-length", String(body.length)]];
    wire.write(head({ method, path: `/hook${query}`, headers: [...headers, ...length, ["connection", "close"]] }));
    if (body) wire.write(body);
    await new Promise((resolve) => wire.socket.once("close", resolve));
    const text = wire.received();
    const [top = "", ...rest] = text.split("\r\n\r\n");
    const lines = top.toLowerCase().split("\r\n");
    return { status: Number(top.split(" ")[1]), lines, body: rest.join("\r\n\r\n") };
  };
  return { ran, ask };
}

const signed = (body: string): [string, string][] => [
  ["content-type", "application/json"],
  ["x-signature", createHmac("sha256", SECRET).update(body).digest("hex")],
];
const hub = (token: string, challenge = "1158201444") =>
  `?hub.mode=subscribe&hub.challenge=${challenge}&hub.verify_token=${token}`;

describe.each(Object.keys(APPS))("%s", (name) => {
  it("answers a GET with its challenge when the token is ours, else 401", async () => {
    const { ask, ran } = await start(name);
    const answer = await ask("GET", hub(TOKEN, "%3Cb%3E"));
    expect([answer.status, answer.body]).toEqual([200, "<b>"]);
    expect(answer.lines).toContain("content-type: text/plain; charset=utf-8");
    expect(answer.lines).toContain("x-content-type-options: nosniff");
    for (const query of [hub("another"), hub(TOKEN, "a&hub.challenge=b"), hub(TOKEN, "a%0d%0ab:c")]) {
      expect(await ask("GET", query)).toMatchObject({ status: 401, body: "Unauthorized" });
    }
    expect(ran).toEqual([]);
  });

  it("answers HEAD without a body, and OPTIONS with headers", async () => {
    const { ask } = await start(name);
    const answer = await ask("HEAD");
    expect([answer.status, answer.body]).toEqual([200, ""]);
    expect(answer.lines).toContain("x-here: yes");
    const options = await ask("OPTIONS", "", [["WebHook-Request-Origin", "a.example"]]);
    expect(options.status).toBe(200);
    expect(options.lines).toContain("webhook-allowed-origin: a.example");
    expect(options.lines).toContain("allow: post");
  });

  it("answers 405 with every method it knows for one that is no handshake", async () => {
    const { ask, ran } = await start(name);
    for (const [method, query] of [
      ["GET", ""],
      ["OPTIONS", ""],
      ["PUT", hub(TOKEN)],
    ] as const) {
      const answer = await ask(method, query, [], method === "PUT" ? "{}" : undefined);
      expect(answer.status).toBe(405);
      expect(answer.lines).toContain("allow: post, get, head, options");
    }
    expect(ran).toEqual([]);
  });

  it("answers an unsigned POST by header and by body, refuses it with a wrong signature, and runs a genuine delivery", async () => {
    const { ask, ran } = await start(name);
    const kept = await ask("POST", "", [["X-Hook-Secret", "b537207f"]], "{}");
    expect([kept.status, kept.body]).toEqual([204, ""]);
    expect(kept.lines).toContain("x-hook-secret: b537207f");
    expect(await ask("POST", "", [["content-type", "application/json"]], '{"challenge":"abc"}')).toMatchObject({
      status: 200,
      body: expect.stringContaining('{"challenge":"abc"}'),
    });
    expect((await ask("POST", "", signed("another"), '{"challenge":"abc"}')).status).toBe(401);
    expect(ran).toEqual([]);
    expect((await ask("POST", "", signed('{"events":[]}'), '{"events":[]}')).status).toBe(200);
    expect(ran).toHaveLength(1);
  });
});

describe("each", () => {
  const options = { provider, secret: SECRET, each: true } as const;

  it("is refused where there is no handler: what comes after a middleware answers once", () => {
    for (const webhook of [onExpress, onKoa, onHono] as ((options: unknown) => unknown)[]) {
      expect(() => webhook(options)).toThrow(
        expect.objectContaining({ name: "WebhookConfigError", code: "OPTION_INVALID" }),
      );
      expect(() => webhook(options)).toThrow(/each needs a handler/);
      expect(() => webhook({ ...options, each: false })).not.toThrow();
    }
  });

  it("runs the handler for each item of a request", async () => {
    const ran: string[] = [];
    const handle = onFetch(options, ({ id, batch }) => void ran.push(`${id} of ${batch?.items.length}`));
    const body = '{"events":[{"id":"a"},{"id":"b"}]}';
    const send = () => handle(new Request("https://example.com/hook", { method: "POST", headers: signed(body), body }));
    expect((await send()).status).toBe(200);
    expect((await send()).status).toBe(200);
    expect(ran).toEqual(["a of 2", "b of 2"]);
  });
});
