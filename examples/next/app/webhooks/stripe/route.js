import { fromEnv } from "hookonce";
import { webhook } from "hookonce/next";
import { stripe } from "hookonce/providers/stripe";
import { handle } from "../../../shop.js";

// Next.js evaluates this file while it builds, where the variable is not set: fromEnv reads it at the first request.
const secret = fromEnv("STRIPE_WEBHOOK_SECRET");
const onRejected = ({ error }) => console.warn("refused:", error.code);

export const POST = webhook({ provider: stripe, secret, onRejected }, handle);
