import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { standardWebhooksData } from "../core/schemes/standard-webhooks.js";
import { fromBody, fromHeader } from "../core/sources.js";

/**
 * Creem: Standard Webhooks. The id is signed; the standard keeps it on retries. Endpoints that send `creem-signature`
 * alone are `creem-legacy`. Checked 2026-11 against SDK.
 * @see https://docs.creem.io/learn/webhooks/introduction
 */
export const creem = freezeProvider({
  id: "creem",
  name: "Creem",
  docs: "https://docs.creem.io/learn/webhooks/introduction",
  checked: "2026-11",
  scheme: hmac(standardWebhooksData()),
  toleranceSeconds: 300,
  eventId: fromHeader("webhook-id"),
  eventType: [fromBody("eventType"), fromBody("type")],
  credential: {
    name: "webhook secret (whsec_…)",
    env: "CREEM_WEBHOOK_SECRET",
    where: "the dashboard → your webhook",
  },
});
