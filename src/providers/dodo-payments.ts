import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { standardWebhooksData } from "../core/schemes/standard-webhooks.js";
import { fromBody, fromHeader } from "../core/sources.js";

/**
 * Dodo Payments: Standard Webhooks. The id is signed; the standard keeps it on retries. Checked 2026-11 against
 * documentation and SDK.
 * @see https://docs.dodopayments.com/developer-resources/webhooks
 */
export const dodoPayments = freezeProvider({
  id: "dodo-payments",
  name: "Dodo Payments",
  docs: "https://docs.dodopayments.com/developer-resources/webhooks",
  checked: "2026-11",
  scheme: hmac(standardWebhooksData()),
  toleranceSeconds: 300,
  eventId: fromHeader("webhook-id"),
  eventType: fromBody("type"),
  credential: {
    name: "webhook secret key (whsec_…)",
    env: "DODO_PAYMENTS_WEBHOOK_KEY",
    where: "the dashboard → your webhook",
  },
});
