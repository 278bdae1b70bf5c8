import { createHmac } from "node:crypto";

/** The other side: it uses nothing of hookonce. */
export const SECRET = "whsec_chaos_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/** How far the clock of a worker may be from the provider's: an hour, and some. */
export const TOLERANCE_SECONDS = 7200;

/** A delivery as Stripe sends it: `t=<seconds>,v1=<HMAC of "<seconds>.<body>">`. */
export function stripeDelivery(id) {
  const seconds = Math.floor(Date.now() / 1000);
  const object = { id: `pi_${id}`, object: "payment_intent", amount: 4200, currency: "eur" };
  const body = JSON.stringify({
    id,
    object: "event",
    type: "payment_intent.succeeded",
    created: seconds,
    data: { object },
  });
  const signature = createHmac("sha256", SECRET).update(`${seconds}.${body}`).digest("hex");
  const headers = { "content-type": "application/json", "stripe-signature": `t=${seconds},v1=${signature}` };
  return { method: "POST", headers, body };
}
