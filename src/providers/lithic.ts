import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { standardWebhooksData } from "../core/schemes/standard-webhooks.js";
import { fromBody, fromHeader } from "../core/sources.js";

/**
 * Lithic: Standard Webhooks. The id is signed; the standard keeps it on retries. Checked 2026-11 against SDK.
 * @see https://docs.lithic.com/docs/events-api
 */
export const lithic = freezeProvider({
  id: "lithic",
  name: "Lithic",
  docs: "https://docs.lithic.com/docs/events-api",
  checked: "2026-11",
  scheme: hmac(standardWebhooksData()),
  toleranceSeconds: 300,
  eventId: fromHeader("webhook-id"),
  eventType: fromBody("event_type"),
  credential: {
    name: "secret of the event subscription (whsec_…)",
    env: "LITHIC_WEBHOOK_SECRET",
    where: "the dashboard → your webhook",
  },
});
