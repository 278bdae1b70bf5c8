import { type Sample, seconds } from "./sample.js";

const STRIPE: Readonly<Record<string, (now: Date, unique: string) => object>> = {
  "invoice.paid": (_now, unique) => ({
    id: `in_${unique}`,
    object: "invoice",
    amount_due: 4200,
    amount_paid: 4200,
    currency: "eur",
    customer: "cus_sample",
    status: "paid",
  }),
  "payment_intent.succeeded": (_now, unique) => ({
    id: `pi_${unique}`,
    object: "payment_intent",
    amount: 4200,
    currency: "eur",
    status: "succeeded",
  }),
  "checkout.session.completed": (_now, unique) => ({
    id: `cs_test_${unique}`,
    object: "checkout.session",
    amount_total: 4200,
    currency: "eur",
    mode: "payment",
    payment_status: "paid",
  }),
  "customer.subscription.updated": (now, unique) => ({
    id: `sub_${unique}`,
    object: "subscription",
    customer: "cus_sample",
    status: "active",
    start_date: seconds(now),
  }),
};

export const stripe: Sample = {
  event: "invoice.paid",
  events: Object.keys(STRIPE),
  putsType: true,
  id: (unique) => `evt_${unique}`,
  payload: (event, now, unique) => ({
    object: "event",
    api_version: "2026-01-28",
    created: seconds(now),
    data: { object: STRIPE[event]?.(now, unique) ?? { id: `sample_${unique}` } },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
  }),
};

export const shopify: Sample = {
  event: "orders/create",
  events: ["orders/create", "orders/paid", "app/uninstalled"],
  putsType: true,
  payload: (event, now, unique) =>
    event.startsWith("orders/")
      ? {
          id: Number.parseInt(unique.slice(-7), 36),
          email: "jane@example.com",
          created_at: now.toISOString(),
          currency: "EUR",
          total_price: "42.00",
          financial_status: event === "orders/paid" ? "paid" : "pending",
          line_items: [{ id: 1, title: "Blue shirt", quantity: 1, price: "42.00" }],
        }
      : { id: 1, domain: "sample.myshopify.com", name: `sample ${unique}` },
  headers: (_event, unique) => ({
    "x-shopify-shop-domain": "sample.myshopify.com",
    "x-shopify-webhook-id": `sample-${unique}`,
  }),
};
