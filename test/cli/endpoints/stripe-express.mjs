// Stripe's SDK in Express, as its documentation shows it. GET /count says how many events took effect.
import express from "express";
import Stripe from "stripe";

const stripe = new Stripe("sk_test_none");
const app = express();
let count = 0;

app.post("/webhook", express.raw({ type: "application/json" }), (request, response) => {
  let event;
  try {
    event = stripe.webhooks.constructEvent(
      request.body,
      request.headers["stripe-signature"],
      process.env.STRIPE_WEBHOOK_SECRET,
    );
  } catch (error) {
    response.status(400).send(`Webhook Error: ${error.message}`);
    return;
  }
  if (event.type === "invoice.paid") count++;
  response.json({ received: true });
});
app.get("/count", (_request, response) => response.send(String(count)));

const server = app.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => console.log(server.address().port));
