import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { standardWebhooksData } from "../core/schemes/standard-webhooks.js";
import { fromBody, fromHeader } from "../core/sources.js";

/**
 * Novu's outbound webhooks, sent by Svix with the headers of Standard Webhooks. The id is signed and stays the same on
 * retries. Checked 2026-11 against documentation.
 * @see https://docs.novu.co/platform/developer/webhooks
 */
export const novu = freezeProvider({
  id: "novu",
  name: "Novu",
  docs: "https://docs.novu.co/platform/developer/webhooks",
  checked: "2026-11",
  scheme: hmac(standardWebhooksData()),
  toleranceSeconds: 300,
  eventId: fromHeader("webhook-id"),
  eventType: fromBody("type"),
  credential: {
    name: "signing secret (whsec_…)",
    env: "NOVU_WEBHOOK_SECRET",
    where: "the dashboard → your endpoint",
  },
});
