import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { standardWebhooksData } from "../core/schemes/standard-webhooks.js";
import { fromBody, fromHeader } from "../core/sources.js";

/**
 * Increase: Standard Webhooks, keyed with the text of the secret. The id is signed; the standard keeps it on retries.
 * Checked 2026-11 against SDK.
 * @see https://increase.com/documentation/webhooks
 */
export const increase = freezeProvider({
  id: "increase",
  name: "Increase",
  docs: "https://increase.com/documentation/webhooks",
  checked: "2026-11",
  scheme: hmac({ ...standardWebhooksData(), secret: {} }),
  toleranceSeconds: 300,
  eventId: fromHeader("webhook-id"),
  eventType: fromBody("category"),
  credential: {
    name: "shared secret of the event subscription",
    env: "INCREASE_WEBHOOK_SECRET",
    where: "the dashboard → your webhook",
  },
});
