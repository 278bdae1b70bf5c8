// A server of one framework in a process of its own: base reads the raw body; floor, verify and sync also verify it.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { createVerifier } from "hookonce";
import { webhook as expressWebhook } from "hookonce/express";
import { webhook as honoWebhook } from "hookonce/hono";
import { webhook as koaWebhook } from "hookonce/koa";
import { stripe } from "hookonce/providers/stripe";
import { createVerifierSync } from "hookonce/sync";
import { SECRET } from "../harness/deliveries.mjs";
import { load } from "../peers/load.mjs";

const verify = createVerifier(stripe, { secret: SECRET });
const verifySync = createVerifierSync(stripe, { secret: SECRET });

/** What a good engineer writes by hand, with the freshness that makes it correct. */
function byHand(headers, body) {
  const [t, v1] = headers["stripe-signature"].split(",");
  const time = t.slice(2);
  if (!(Math.abs(Date.now() / 1000 - Number(time)) <= 300)) throw new Error("stale");
  const expected = createHmac("sha256", SECRET).update(`${time}.`).update(body).digest();
  if (!timingSafeEqual(expected, Buffer.from(v1.slice(3), "hex"))) throw new Error("forged");
}

const routes = {
  base: (_headers, body) => void body,
  floor: byHand,
  verify: (headers, body) => verify({ headers, body }),
  sync: (headers, body) => void verifySync({ headers, body }),
};

/** The raw body from a stream of Node: what comes in one chunk is not copied. */
function read(req, done) {
  const chunks = [];
  req.on("data", (chunk) => chunks.push(chunk));
  req.on("end", () => done(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
}
const reading = (req) => new Promise((resolve) => read(req, resolve));

const options = { provider: stripe, secret: SECRET };
const handler = async () => {};

const servers = {
  "node:http"() {
    const whole = expressWebhook(options, handler);
    return createServer((req, res) => {
      const route = routes[req.url.slice(1)];
      if (!route) return whole(req, res);
      read(req, (body) => {
        const verified = route(req.headers, body);
        if (verified) verified.then(() => res.end("ok"));
        else res.end("ok");
      });
    });
  },
  async Hono() {
    const [{ Hono }, { createAdaptorServer }] = await Promise.all([import("hono"), import("@hono/node-server")]);
    const app = new Hono();
    for (const [name, route] of Object.entries(routes)) {
      app.post(`/${name}`, async (c) => {
        const body = new Uint8Array(await c.req.arrayBuffer());
        const { headers } = c.env.incoming;
        await route(headers, body);
        return c.text("ok");
      });
    }
    app.post("/webhook", honoWebhook(options, handler));
    return createAdaptorServer({ fetch: app.fetch });
  },
  async Fastify() {
    const { default: fastify } = await load("fastify");
    const app = fastify();
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "buffer" }, (_req, body, done) => done(null, body));
    for (const [name, route] of Object.entries(routes)) {
      app.post(`/${name}`, (request, reply) => {
        const verified = route(request.headers, request.body);
        if (verified) verified.then(() => reply.send("ok"));
        else reply.send("ok");
      });
    }
    await app.ready();
    return app.server;
  },
  async Koa() {
    const { default: Koa } = await import("koa");
    const app = new Koa();
    const whole = koaWebhook(options, handler);
    app.use(async (ctx, next) => {
      const route = routes[ctx.path.slice(1)];
      if (!route) return whole(ctx, next);
      await route(ctx.headers, await reading(ctx.req));
      ctx.body = "ok";
    });
    return createServer(app.callback());
  },
  async Express() {
    const { default: express } = await import("express");
    const app = express();
    for (const [name, route] of Object.entries(routes)) {
      app.post(`/${name}`, async (req, res) => {
        await route(req.headers, await reading(req));
        res.send("ok");
      });
    }
    app.post("/webhook", expressWebhook(options, handler));
    return createServer(app);
  },
};

const server = await servers[process.argv[2]]();
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
process.on("message", () => process.send({ usage: process.cpuUsage() }));
process.on("disconnect", () => process.exit());
