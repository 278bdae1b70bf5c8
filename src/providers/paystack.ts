import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Paystack. SHA-512 over the body, keyed with the secret key of the API; no timestamp, and no id of the event. Checked
 * 2026-11 against documentation and Paystack's samples.
 * @remarks
 * - There is no secret for webhooks: whoever has the secret key can sign.
 * - Test and live mode have keys of their own.
 * - The Node sample hashes the body written anew from parsed JSON. What is signed are the bytes that were sent.
 * @see https://paystack.com/docs/payments/webhooks/
 */
export const paystack = freezeProvider({
  id: "paystack",
  name: "Paystack",
  docs: "https://paystack.com/docs/payments/webhooks/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha512",
    header: "x-paystack-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
    secret: { refuse: ["pk_"] },
  }),
  eventType: fromBody("event"),
  credential: {
    name: "secret key (sk_…)",
    env: "PAYSTACK_SECRET_KEY",
    where: "the dashboard → your API keys",
  },
});
