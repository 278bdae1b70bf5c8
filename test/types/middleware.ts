import { createServer } from "node:http";
import createApp, { type Request, type Response } from "express";
import { Hono } from "hono";
import type { HandlerContext, WebhookEvent } from "hookonce";
import { webhook as express, type WebhookLocals } from "hookonce/express";
import { webhook as hono } from "hookonce/hono";
import { webhook as koa, type WebhookState } from "hookonce/koa";
import { github } from "hookonce/providers/github";
import { stripe } from "hookonce/providers/stripe";
import Koa from "koa";
import { z } from "zod";
import { exact } from "./exact.js";

const secret = process.env.STRIPE_WEBHOOK_SECRET;
const hub = github.typed<{ push: { ref: string }; ping: { zen: string } }>();
type Either = WebhookEvent<"push", { ref: string }> | WebhookEvent<"ping", { zen: string }>;
const schema = z.object({ at: z.coerce.date() });

// Express: `res.locals.webhook`, in the route and in a handler written apart.
const app = createApp();
app.post("/github", express({ provider: hub, secret }), (_req, res) => {
  exact<Either>()(res.locals.webhook.event);
  exact<HandlerContext>()(res.locals.webhook.context);
  // @ts-expect-error a middleware has no transaction
  res.locals.webhook.context.transaction;
  // @ts-expect-error no such state was set
  res.locals.webhoook;
});
app.post("/schema", express({ provider: stripe, secret, schema }), (_req, res) => {
  exact<WebhookEvent<string, { at: Date }>>()(res.locals.webhook.event);
});
app.post("/untyped", express({ provider: stripe, secret }), (_req, res) => {
  exact<WebhookEvent<string, unknown>>()(res.locals.webhook.event);
});
const apart = (_req: Request, res: Response<string, WebhookLocals<typeof hub>>) => {
  exact<Either>()(res.locals.webhook.event);
};
app.post("/apart", express({ provider: hub, secret }), apart);
// With a handler it is a route of its own, before which others may stand.
app.post(
  "/own",
  (_req, _res, next) => next(),
  express({ provider: hub, secret }, () => {}),
);
app.use(express({ provider: hub, secret }, () => {}));
// The parameters of a route stay what its path says; without Express it is a listener.
app.post("/:tenant", express({ provider: hub, secret }), (req, res) => {
  exact<string>()(req.params.tenant);
  exact<Either>()(res.locals.webhook.event);
});
app.post(
  "/:tenant",
  express({ provider: hub, secret }, () => {}),
  (req) => {
    exact<string>()(req.params.tenant);
  },
);
app.use(express({ provider: hub, secret }));
createServer(express({ provider: hub, secret }, () => {}));

// Koa: `ctx.state.webhook`.
new Koa().use(koa({ provider: hub, secret })).use(async (ctx) => {
  exact<Either>()(ctx.state.webhook.event);
  exact<HandlerContext>()(ctx.state.webhook.context);
  // @ts-expect-error a middleware has no transaction
  ctx.state.webhook.context.transaction;
});
new Koa<WebhookState<typeof hub>>().use((ctx) => exact<Either>()(ctx.state.webhook.event));
new Koa().use(koa({ provider: stripe, secret, schema })).use(async (ctx) => {
  exact<WebhookEvent<string, { at: Date }>>()(ctx.state.webhook.event);
});
new Koa().use(koa({ provider: hub, secret }, () => {}));

// Hono: `c.get("webhook")` and `c.var.webhook`.
new Hono().post("/github", hono({ provider: hub, secret }), (c) => {
  exact<Either>()(c.get("webhook").event);
  exact<HandlerContext>()(c.var.webhook.context);
  // @ts-expect-error a middleware has no transaction
  c.get("webhook").context.transaction;
  // @ts-expect-error no such state was set
  c.get("webhoook");
  return c.text("ok");
});
new Hono().post("/schema", hono({ provider: stripe, secret, schema }), (c) => {
  exact<WebhookEvent<string, { at: Date }>>()(c.get("webhook").event);
  return c.text("ok");
});
new Hono().post("/untyped", hono({ provider: stripe, secret }), (c) => {
  exact<WebhookEvent<string, unknown>>()(c.get("webhook").event);
  return c.text("ok");
});
new Hono().post(
  "/own",
  hono({ provider: hub, secret }, () => {}),
);
new Hono<{ Bindings: { SECRET: string } }>().post(
  "/own",
  hono({ provider: hub, secret: (c) => c.env.SECRET }, () => {}),
);
