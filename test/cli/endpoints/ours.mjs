// hookonce in Express. GET /count says how many events took effect.
import express from "express";
import { webhook } from "hookonce/express";
import { stripe } from "hookonce/providers/stripe";

const app = express();
const secret = process.env.STRIPE_WEBHOOK_SECRET;
let count = 0;

const onStripe = webhook({ provider: stripe, secret, onFailed: () => {} }, async (event) => {
  if (event.type === "sample.failing") throw new Error("this event cannot be handled");
  count++;
});
app.all("/webhook", onStripe);
app.get("/count", (_request, response) => response.send(String(count)));

const server = app.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => console.log(server.address().port));
