import express from "express";
import { Hono } from "hono";
import { webhook as forExpress } from "hookonce/express";
import { webhook as forFetch } from "hookonce/fetch";
import { webhook as forHono } from "hookonce/hono";
import { stripe } from "hookonce/providers/stripe";

const secret: string | undefined = "whsec_dGhlIHRlc3Qgc2VjcmV0IG9mIGEgY29uc3VtZXI";
const options = { provider: stripe, secret };

const app = express();
app.post(
  "/stripe",
  forExpress(options, async (event, context) => {
    const id: string = event.id;
    const key: string = context.idempotencyKey;
    console.log(id, key);
  }),
);
app.post("/middleware", forExpress(options), (_req, res) => {
  const id: string = res.locals.webhook.event.id;
  res.send(id);
});

const hono = new Hono();
hono.post(
  "/stripe",
  forHono(options, async (event) => {
    const id: string = event.id;
    console.log(id);
  }),
);
hono.post("/middleware", forHono(options), (c) => {
  const id: string = c.get("webhook").event.id;
  return c.text(id);
});

const answer: (request: Request) => Promise<Response> = forFetch(options, async (event) => {
  const type: string = event.type;
  console.log(type);
});

export default { fetch: (request: Request) => answer(request), app, hono };

// @ts-expect-error without a secret there is nothing to verify with
forExpress({ provider: stripe }, () => {});
