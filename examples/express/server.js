import express from "express";
import { webhook } from "hookonce/express";
import { stripe } from "hookonce/providers/stripe";
import { handle, shop } from "./shop.js";

const { STRIPE_WEBHOOK_SECRET: secret, PORT = "3000" } = process.env;
const app = express();

const onRejected = ({ error }) => console.warn("refused:", error.code);
app.post("/webhooks/stripe", webhook({ provider: stripe, secret, onRejected }, handle));

app.use(express.json()); // for the shop's other routes: after the webhook
app.get("/shop", (_req, res) => res.json(shop));

app.listen(PORT, () => console.log(`http://localhost:${PORT}/shop`));
