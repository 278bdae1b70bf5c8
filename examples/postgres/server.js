import express from "express";
import { webhook } from "hookonce/express";
import { stripe } from "hookonce/providers/stripe";
import { postgresTransactionalStore } from "hookonce/stores/postgres";
import { createShop, handle, pool, readShop } from "./shop.js";

const { STRIPE_WEBHOOK_SECRET: secret, PORT = "3000" } = process.env;
const app = express();

// The claim is a row in the handler's transaction: both are committed, or neither.
const store = postgresTransactionalStore(pool);
await store.migrate();
await createShop();
const onRejected = ({ error }) => console.warn("refused:", error.code);
app.post("/webhooks/stripe", webhook({ provider: stripe, secret, store, onRejected }, handle));

app.use(express.json()); // for the shop's other routes: after the webhook
app.get("/shop", async (_req, res) => res.json(await readShop()));

app.listen(PORT, () => console.log(`http://localhost:${PORT}/shop`));
