import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Stripe. Several `v1` signatures appear while a secret is rolled; `v0` is a scheme of test fixtures and never counts. Stripe's
 * own library accepts timestamps of the future, this does not. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - Each endpoint has its own signing secret, and `stripe listen` prints yet another. Test and live mode differ too.
 * - An API key (`sk_…`) or the endpoint's id (`we_…`) in place of the secret is refused when the app starts.
 * - The whole secret is the key, `whsec_` included. It is not decoded.
 * - The signature is made anew at each retry, the `id` stays.
 * - Timestamps of the future are refused as well; Stripe's own library accepts them.
 * - Events come in any order: when order matters, fetch the object from Stripe instead of trusting the payload.
 * - Thin events (`v2.core.event`) have an `id` and a `type` too; their payload is only a notice.
 * - `stripe.typed<Stripe.Event>()` types `event.payload` by `event.type`, with the types of the package `stripe`.
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
