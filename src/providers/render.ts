import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { standardWebhooksData } from "../core/schemes/standard-webhooks.js";
import { fromBody, fromHeader } from "../core/sources.js";

/**
 * Render, by Standard Webhooks. The id is signed and stays the same on retries. The payload is thin: the event is fetched
 * from the API by its id. Checked 2026-11 against Render's own sample, which verifies with the library of Standard
 * Webhooks.
 * @see https://render.com/docs/webhooks
 */
export const render = freezeProvider({
  id: "render",
  name: "Render",
  docs: "https://render.com/docs/webhooks",
  checked: "2026-11",
  scheme: hmac(standardWebhooksData()),
  toleranceSeconds: 300,
  eventId: fromHeader("webhook-id"),
  eventType: fromBody("type"),
  credential: {
    name: "signing secret (whsec_…)",
    env: "RENDER_WEBHOOK_SECRET",
    where: "the dashboard → your webhook",
  },
});
