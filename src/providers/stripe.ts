import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Stripe. Several `v1` signatures appear while a secret is rolled; `v0` is a scheme of test fixtures and never counts. Stripe's
 * own library accepts timestamps of the future, this does not. Checked 2026-11 against documentation and SDK.
 * @see https://docs.stripe.com/webhooks/signature
 */
export const stripe = freezeProvider({
  id: "stripe",
  name: "Stripe",
  docs: "https://docs.stripe.com/webhooks/signature",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "stripe-signature",
    format: "t={timestamp},v1={signature}",
    separator: ",",
    encoding: "hex",
    timestamp: "seconds",
    signs: "{timestamp}.{body}",
    secret: { refuse: ["sk_", "pk_", "rk_", "we_"] },
  }),
  toleranceSeconds: 300,
  eventId: fromBody("id"),
  eventType: fromBody("type"),
  retries: { windowSeconds: 3 * 86_400 },
  credential: {
    name: "signing secret (whsec_…)",
    env: "STRIPE_WEBHOOK_SECRET",
    where: "Workbench → Webhooks → your endpoint → Signing secret",
  },
});
