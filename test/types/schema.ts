import { type } from "arktype";
import { createReceiver, on, type StandardSchema, type WebhookEvent } from "hookonce";
import { webhook as express } from "hookonce/express";
import { webhook as fetched } from "hookonce/fetch";
import { webhook as hono } from "hookonce/hono";
import { webhook as koa } from "hookonce/koa";
import { webhook as next } from "hookonce/next";
import { github } from "hookonce/providers/github";
import { slack } from "hookonce/providers/slack";
import { pipe, string as text, transform, object as valibotObject } from "valibot";
import { z } from "zod";
import { exact } from "./exact.js";

const secret = "whsec_1";

/** Each takes `{ at: string }` and gives `{ at: Date }`: a handler sees what comes out. */
const toDate = (at: string) => new Date(at);
const schemas = {
  zod: z.object({ at: z.string().transform(toDate) }),
  valibot: valibotObject({ at: pipe(text(), transform(toDate)) }),
  arktype: type({ at: "string.date.parse" }),
};
type Made = { at: Date };

createReceiver({ provider: slack, secret, schema: schemas.zod }, (event) => {
  exact<WebhookEvent<string, Made>>()(event);
  exact<Date>()(event.payload.at);
  // @ts-expect-error what came in is gone
  exact<string>()(event.payload.at);
  // @ts-expect-error the schema has no such member
  event.payload.to;
});
createReceiver({ provider: slack, secret, schema: schemas.valibot }, (event) => {
  exact<WebhookEvent<string, Made>>()(event);
  // @ts-expect-error what came in is gone
  exact<string>()(event.payload.at);
});
createReceiver({ provider: slack, secret, schema: schemas.arktype }, (event) => {
  exact<WebhookEvent<string, Made>>()(event);
  // @ts-expect-error what came in is gone
  exact<string>()(event.payload.at);
});
createReceiver({ provider: slack, secret, schema: undefined }, (event) => exact<unknown>()(event.payload));
// @ts-expect-error a function is no schema
createReceiver({ provider: slack, secret, schema: (value: unknown) => value }, () => {});
// @ts-expect-error nor is the type that one has
createReceiver({ provider: slack, secret, schema: { at: "string" } }, () => {});

// Adapters.
express({ provider: slack, secret, schema: schemas.zod }, (event) => exact<Made>()(event.payload));
express({ provider: slack, secret, schema: schemas.valibot }, (event) => exact<Made>()(event.payload));
express({ provider: slack, secret, schema: schemas.arktype }, (event) => exact<Made>()(event.payload));
fetched({ provider: slack, secret, schema: schemas.zod }, (event) => exact<Made>()(event.payload));
fetched({ provider: slack, secret, schema: schemas.valibot }, (event) => exact<Made>()(event.payload));
fetched({ provider: slack, secret, schema: schemas.arktype }, (event) => exact<Made>()(event.payload));
hono({ provider: slack, secret, schema: schemas.zod }, (event) => exact<Made>()(event.payload));
hono({ provider: slack, secret, schema: schemas.valibot }, (event) => exact<Made>()(event.payload));
hono({ provider: slack, secret, schema: schemas.arktype }, (event) => exact<Made>()(event.payload));
koa({ provider: slack, secret, schema: schemas.zod }, (event) => exact<Made>()(event.payload));
koa({ provider: slack, secret, schema: schemas.valibot }, (event) => exact<Made>()(event.payload));
koa({ provider: slack, secret, schema: schemas.arktype }, (event) => exact<Made>()(event.payload));
next({ provider: slack, secret, schema: schemas.zod }, (event) => exact<Made>()(event.payload));
next({ provider: slack, secret, schema: schemas.valibot }, (event) => exact<Made>()(event.payload));
next({ provider: slack, secret, schema: schemas.arktype }, (event) => exact<Made>()(event.payload));
// @ts-expect-error a function is no schema
express({ provider: slack, secret, schema: (value: unknown) => value }, () => {});

// Routes: the schema's payload in each, and the provider's types where it has them.
createReceiver(
  { provider: slack, secret, schema: schemas.zod },
  on({ message: (event) => exact<Made>()(event.payload), default: ({ payload }) => exact<Made>()(payload) }),
);
const hub = github.typed<{ push: { ref: string }; ping: { zen: string } }>();
createReceiver(
  { provider: hub, secret, schema: schemas.zod },
  on({
    push: (event) => exact<WebhookEvent<"push", Made>>()(event),
    default: (event) => exact<"push" | "ping">()(event.type),
  }),
);
// @ts-expect-error the map holds no such type
createReceiver({ provider: hub, secret, schema: schemas.zod }, on({ pusch: () => {} }));

// A union comes out as one.
const union = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("a"), a: z.number() }),
  z.object({ kind: z.literal("b"), b: z.coerce.bigint() }),
]);
createReceiver({ provider: slack, secret, schema: union }, ({ payload }) => {
  if (payload.kind === "a") return exact<number>()(payload.a);
  return exact<bigint>()(payload.b);
});

// One that is written by hand.
const own: StandardSchema<number> = {
  "~standard": { version: 1, vendor: "own", validate: (value) => ({ value: Number(value) }) },
};
createReceiver({ provider: slack, secret, schema: own }, (event) => exact<number>()(event.payload));
