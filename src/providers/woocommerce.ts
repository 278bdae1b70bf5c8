import { handshakes } from "../core/handshakes.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromForm, fromHeader } from "../core/sources.js";

/**
 * WooCommerce. Only the body is signed: topic and store are headers that anybody can change, so that an event is known
 * by the digest of its body with both. It never retries. The ping of a new webhook is a form without a signature.
 * Checked 2026-11 against code.
 * @remarks
 * - After more than 5 failures in a row the webhook is disabled.
 * - HTML entities in the secret are decoded before it signs: take one without `&`, `<` or quotes.
 * - A store can filter the algorithm; this is the default one.
 * - Deliveries of the same second share `x-wc-webhook-delivery-id`: it is no event id.
 * @see https://woocommerce.com/document/webhooks/
 */
export const woocommerce = freezeProvider({
  id: "woocommerce",
  name: "WooCommerce",
  docs: "https://woocommerce.com/document/webhooks/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-wc-webhook-signature",
    format: "{signature}",
    encoding: "base64",
    signs: "{body}",
  }),
  eventType: fromHeader("x-wc-webhook-topic"),
  keyAlso: [fromHeader("x-wc-webhook-topic"), fromHeader("x-wc-webhook-source")],
  deadlineSeconds: 60,
  retries: "none",
  handshakes: handshakes({ method: "POST", has: fromForm("webhook_id"), check: "none" }),
  credential: {
    name: "secret",
    env: "WOOCOMMERCE_WEBHOOK_SECRET",
    where: "the settings of the webhook",
  },
});
