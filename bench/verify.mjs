// One process, interleaved rounds, medians: what a verification costs beside the code that people write by hand.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createVerifier, verify } from "hookonce";
import { standardWebhooks } from "hookonce/providers/standard-webhooks";
import { stripe } from "hookonce/providers/stripe";
import { Webhook } from "standardwebhooks";
import Stripe from "stripe";

const ROUNDS = Number(process.argv[2] ?? 60);
const PER_ROUND = 1000;
const secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
const now = 1_767_225_600;
const clock = () => now * 1000;
const text = JSON.stringify({
  id: "evt_1PgafmB7WZ01zgkW6dKueIc5",
  object: "event",
  api_version: "2025-10-29.clover",
  created: now,
  data: {
    object: {
      id: "pi_3PgafmB7WZ01zgkW0FzE6xqP",
      object: "payment_intent",
      amount: 1099,
      amount_capturable: 0,
      amount_details: { tip: {} },
      amount_received: 1099,
      application: null,
      capture_method: "automatic",
      client_secret: "pi_3PgafmB7WZ01zgkW0FzE6xqP_secret_Vj5dBn4kYbXs0PgV2nS1wQ0aT",
      confirmation_method: "automatic",
      created: now,
      currency: "eur",
      customer: "cus_QXg1o8vcGmoR32",
      description: "Order 1001",
      invoice: null,
      latest_charge: "ch_3PgafmB7WZ01zgkW0aBcDeFg",
      livemode: false,
      metadata: { order: "1001" },
      payment_method: "pm_1PgafmB7WZ01zgkWAbCdEfGh",
      payment_method_types: ["card", "link"],
      receipt_email: null,
      shipping: null,
      status: "succeeded",
      transfer_data: null,
    },
  },
  livemode: false,
  pending_webhooks: 1,
  request: { id: "req_Xyz", idempotency_key: "0b2d1c9e-7f1a-4a55-9d0c-3c6f6b3f0c11" },
  type: "payment_intent.succeeded",
});
const body = Buffer.from(text);

const mac = (key, content, encoding) => createHmac("sha256", key).update(content).update(body).digest(encoding);
const stripeHeader = `t=${now},v1=${mac(secret, `${now}.`, "hex")}`;
const key = Buffer.from(secret.slice(6), "base64");
const seconds = Math.floor(Date.now() / 1000);
const standardHeaders = {
  "webhook-id": "msg_1",
  "webhook-timestamp": String(seconds),
  "webhook-signature": `v1,${mac(key, `msg_1.${seconds}.`, "base64")}`,
};
const headers = {
  host: "example.com",
  "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
  "content-length": String(body.length),
  accept: "*/*; q=0.5, application/xml",
  "cache-control": "no-cache",
  "content-type": "application/json; charset=utf-8",
  "stripe-signature": stripeHeader,
  "accept-encoding": "gzip",
};

/** (a) What a good engineer writes by hand. */
function byHand(payload, header) {
  let timestamp = "";
  const signatures = [];
  for (const element of header.split(",")) {
    const [name, value] = element.split("=");
    if (name === "t") timestamp = value;
    else if (name === "v1") signatures.push(value);
  }
  if (Math.abs(clock() / 1000 - Number(timestamp)) > 300) throw new Error("stale");
  const expected = createHmac("sha256", secret).update(`${timestamp}.`).update(payload).digest();
  const matches = signatures.some((signature) => {
    const bytes = Buffer.from(signature, "hex");
    return bytes.length === expected.length && timingSafeEqual(bytes, expected);
  });
  if (!matches) throw new Error("forged");
}

const { webhooks } = new Stripe("sk_test_x");
const standard = new Webhook(secret);
const verifyStripe = createVerifier(stripe, { secret, clock });
const verifyStandard = createVerifier(standardWebhooks, { secret, clock: () => seconds * 1000 });

const candidates = {
  "(a) by hand, node:crypto": () => byHand(body, headers["stripe-signature"]),
  "(b) stripe constructEvent": () => webhooks.constructEvent(body, stripeHeader, secret, 300, undefined, now * 1000),
  "(c) standardwebhooks": () => standard.verify(text, standardHeaders),
  "hookonce verify, Stripe": () => verify(stripe, { headers, body }, { secret, clock }),
  "hookonce createVerifier, Stripe": () => verifyStripe({ headers, body }),
  "hookonce createVerifier, Standard Webhooks": () => verifyStandard({ headers: standardHeaders, body }),
};

const names = Object.keys(candidates);
const times = Object.fromEntries(names.map((name) => [name, []]));
for (let round = -10; round < ROUNDS; round++) {
  for (const name of names) {
    const run = candidates[name];
    const start = process.hrtime.bigint();
    for (let i = 0; i < PER_ROUND; i++) await run();
    const took = Number(process.hrtime.bigint() - start) / PER_ROUND;
    if (round >= 0) times[name].push(took);
  }
}
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const medians = Object.fromEntries(names.map((name) => [name, median(times[name])]));
const ours = medians["hookonce verify, Stripe"];

console.log(`Node ${process.version}, ${body.length} B body, ${ROUNDS} rounds of ${PER_ROUND}, interleaved\n`);
for (const name of names) {
  const micros = (medians[name] / 1000).toFixed(2).padStart(8);
  console.log(`${name.padEnd(44)} ${micros} µs  ${(medians[name] / medians[names[0]]).toFixed(2).padStart(6)} × (a)`);
}
const standardOurs = medians["hookonce createVerifier, Standard Webhooks"];
const verdict = (met) => (met ? "met" : "NOT met");
const a = ours / medians[names[0]];
const b = medians[names[1]] / ours;
const c = medians[names[2]] / standardOurs;
console.log(`\nverify against (a): ${a.toFixed(2)} ×, aim at most 1.5: ${verdict(a <= 1.5)}`);
console.log(`faster than (b): ${b.toFixed(2)} ×, aim at least 3: ${verdict(b >= 3)}`);
console.log(`faster than (c): ${c.toFixed(2)} ×, aim at least 3: ${verdict(c >= 3)}`);
