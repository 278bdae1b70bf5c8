import type { Request as ExpressRequest } from "express";
import type { Context as HonoContext } from "hono";
import {
  type EventsOf,
  type Handler,
  type HandlerContext,
  on,
  reply,
  type TransactionalStore,
  type WebhookEvent,
} from "hookonce";
import { webhook as express } from "hookonce/express";
import { webhook as fetched } from "hookonce/fetch";
import { webhook as hono } from "hookonce/hono";
import { webhook as koa } from "hookonce/koa";
import { webhook as next } from "hookonce/next";
import { discord } from "hookonce/providers/discord";
import { github } from "hookonce/providers/github";
import { stripe } from "hookonce/providers/stripe";
import type { Context as KoaContext } from "koa";
import { exact } from "./exact.js";

const secret = process.env.STRIPE_WEBHOOK_SECRET;
const hub = github.typed<{ push: { ref: string }; ping: { zen: string } }>();
interface Client {
  query(text: string): Promise<number>;
}
declare const store: TransactionalStore<Client>;
type Push = WebhookEvent<"push", { ref: string }>;
type Either = Push | WebhookEvent<"ping", { zen: string }>;

// Express
express({ provider: hub, secret }, (event, context, request) => {
  exact<Either>()(event);
  exact<HandlerContext>()(context);
  exact<ExpressRequest>()(request);
});
express({ provider: hub, secret }, on({ push: (event) => exact<Push>()(event) }));
// @ts-expect-error the map holds no such type
express({ provider: hub, secret }, on({ pusch: () => {} }));
express({ provider: stripe, secret }, on({ anything: (event) => exact<unknown>()(event.payload) }));
express({ provider: discord, publicKey: "ab" }, () => reply(200, { type: 5 }));
// @ts-expect-error Discord needs a public key
express({ provider: discord, secret }, () => {});
// @ts-expect-error a name is no provider
express({ provider: "stripe", secret }, () => {});
// @ts-expect-error nor is it one for a middleware
express({ provider: "stripe", secret });
express({ provider: stripe, secret: (request) => request.get("x-tenant") }, () => {});
express({ provider: hub, secret, store }, (_event, { transaction }) => exact<Client>()(transaction));
express({ provider: hub, secret, store }, on({ push: (_event, { transaction }) => exact<Client>()(transaction) }));
// @ts-expect-error without such a store there is no transaction
express({ provider: hub, secret }, (_event, { transaction }) => transaction);
express({ provider: hub, secret });
// @ts-expect-error a transaction needs a handler
express({ provider: hub, secret, store });

// Koa
koa({ provider: hub, secret }, (event, context, ctx) => {
  exact<Either>()(event);
  exact<HandlerContext>()(context);
  exact<KoaContext>()(ctx);
});
koa({ provider: hub, secret }, on({ push: (event) => exact<Push>()(event) }));
// @ts-expect-error the map holds no such type
koa({ provider: hub, secret }, on({ pusch: () => {} }));
koa({ provider: stripe, secret }, on({ anything: (event) => exact<unknown>()(event.payload) }));
koa({ provider: discord, publicKey: "ab" }, () => reply(200, { type: 5 }));
// @ts-expect-error Discord needs a public key
koa({ provider: discord, secret }, () => {});
// @ts-expect-error a name is no provider
koa({ provider: "stripe", secret }, () => {});
// @ts-expect-error nor is it one for a middleware
koa({ provider: "stripe", secret });
koa({ provider: stripe, secret: (ctx) => ctx.get("x-tenant") }, () => {});
koa({ provider: hub, secret, store }, (_event, { transaction }) => exact<Client>()(transaction));
koa({ provider: hub, secret, store }, on({ push: (_event, { transaction }) => exact<Client>()(transaction) }));
// @ts-expect-error without such a store there is no transaction
koa({ provider: hub, secret }, (_event, { transaction }) => transaction);
koa({ provider: hub, secret });
// @ts-expect-error a transaction needs a handler
koa({ provider: hub, secret, store });

// Hono
hono({ provider: hub, secret }, (event, context, c) => {
  exact<Either>()(event);
  exact<HandlerContext>()(context);
  exact<HonoContext>()(c);
});
hono({ provider: hub, secret }, on({ push: (event) => exact<Push>()(event) }));
// @ts-expect-error the map holds no such type
hono({ provider: hub, secret }, on({ pusch: () => {} }));
hono({ provider: stripe, secret }, on({ anything: (event) => exact<unknown>()(event.payload) }));
hono({ provider: discord, publicKey: "ab" }, () => reply(200, { type: 5 }));
// @ts-expect-error Discord needs a public key
hono({ provider: discord, secret }, () => {});
// @ts-expect-error a name is no provider
hono({ provider: "stripe", secret }, () => {});
// @ts-expect-error nor is it one for a middleware
hono({ provider: "stripe", secret });
hono({ provider: stripe, secret: (c) => c.env.STRIPE_WEBHOOK_SECRET }, () => {});
hono({ provider: hub, secret, store }, (_event, { transaction }) => exact<Client>()(transaction));
hono({ provider: hub, secret, store }, on({ push: (_event, { transaction }) => exact<Client>()(transaction) }));
// @ts-expect-error without such a store there is no transaction
hono({ provider: hub, secret }, (_event, { transaction }) => transaction);
hono({ provider: hub, secret });
// @ts-expect-error a transaction needs a handler
hono({ provider: hub, secret, store });

// Next.js
next({ provider: hub, secret }, (event, context, request) => {
  exact<Either>()(event);
  exact<HandlerContext>()(context);
  exact<Request>()(request);
});
const POST = next({ provider: stripe, secret }, () => {});
exact<(request: Request) => Promise<Response>>()(POST);
next({ provider: hub, secret }, on({ push: (event) => exact<Push>()(event) }));
// @ts-expect-error the map holds no such type
next({ provider: hub, secret }, on({ pusch: () => {} }));
// @ts-expect-error Discord needs a public key
next({ provider: discord, secret }, () => {});
// @ts-expect-error a name is no provider
next({ provider: "stripe", secret }, () => {});
next({ provider: stripe, secret: (request) => request.headers.get("x-tenant") ?? undefined }, () => {});
next({ provider: hub, secret, store }, (_event, { transaction }) => exact<Client>()(transaction));
// @ts-expect-error without such a store there is no transaction
next({ provider: hub, secret }, (_event, { transaction }) => transaction);
// @ts-expect-error a route handler answers by itself
next({ provider: hub, secret });

// Request to Response
fetched({ provider: hub, secret }, (event, context) => {
  exact<Either>()(event);
  exact<HandlerContext>()(context);
});
const answer = fetched({ provider: stripe, secret: (env: { SECRET: string }) => env.SECRET }, () => reply(204));
exact<Promise<Response>>()(answer(new Request("https://example.com"), { SECRET: "whsec_1" }, { waitUntil() {} }));
fetched({ provider: hub, secret }, on({ push: (event) => exact<Push>()(event) }));
// @ts-expect-error the map holds no such type
fetched({ provider: hub, secret }, on({ pusch: () => {} }));
// @ts-expect-error Discord needs a public key
fetched({ provider: discord, secret }, () => {});
// @ts-expect-error a name is no provider
fetched({ provider: "stripe", secret }, () => {});
fetched({ provider: hub, secret, store }, (_event, { transaction }) => exact<Client>()(transaction));
// @ts-expect-error without such a store there is no transaction
fetched({ provider: hub, secret }, (_event, { transaction }) => transaction);
// @ts-expect-error there is nothing after it that could answer
fetched({ provider: hub, secret });

// A handler that was written for a transaction does not go without the store that begins it.
declare const inside: Handler<EventsOf<typeof hub>, TransactionalStore<Client>>;
express({ provider: hub, secret, store }, inside);
// @ts-expect-error there is no such store
express({ provider: hub, secret }, inside);
koa({ provider: hub, secret, store }, inside);
// @ts-expect-error there is no such store
koa({ provider: hub, secret }, inside);
hono({ provider: hub, secret, store }, inside);
// @ts-expect-error there is no such store
hono({ provider: hub, secret }, inside);
next({ provider: hub, secret, store }, inside);
// @ts-expect-error there is no such store
next({ provider: hub, secret }, inside);
fetched({ provider: hub, secret, store }, inside);
// @ts-expect-error there is no such store
fetched({ provider: hub, secret }, inside);
