import { webhook } from "hookonce/koa";
import { stripe } from "hookonce/providers/stripe";
import Koa from "koa";
import { handle, shop } from "./shop.js";

const { STRIPE_WEBHOOK_SECRET: secret, PORT = "3000" } = process.env;
const app = new Koa();

// Without a handler it is a middleware: what comes after it runs once for each event, and answers.
const onRejected = ({ error }) => console.warn("refused:", error.code);
const onStripe = webhook({ provider: stripe, secret, onRejected });
app.use((ctx, next) => (ctx.path === "/webhooks/stripe" ? onStripe(ctx, next) : next()));

app.use(async (ctx) => {
  if (ctx.path === "/webhooks/stripe") {
    const { event, context } = ctx.state.webhook;
    await handle(event, context);
    ctx.body = { seen: event.id };
  }
  if (ctx.path === "/shop") ctx.body = shop;
});

app.listen(PORT, () => console.log(`http://localhost:${PORT}/shop`));
