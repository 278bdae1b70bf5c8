import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { webhook } from "hookonce/hono";
import { stripe } from "hookonce/providers/stripe";
import { handle, shop } from "./shop.js";

const { STRIPE_WEBHOOK_SECRET: secret, PORT = "3000" } = process.env;
const app = new Hono();

// Without a handler it is a middleware: the route after it runs once for each event, and answers.
const onRejected = ({ error }) => console.warn("refused:", error.code);
app.post("/webhooks/stripe", webhook({ provider: stripe, secret, onRejected }), async (c) => {
  const { event, context } = c.get("webhook");
  await handle(event, context);
  return c.json({ seen: event.id });
});

app.get("/shop", (c) => c.json(shop));

serve({ fetch: app.fetch, port: Number(PORT) }, () => console.log(`http://localhost:${PORT}/shop`));
