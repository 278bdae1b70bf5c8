import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { standardWebhooksData } from "../core/schemes/standard-webhooks.js";
import { fromBody, fromHeader } from "../core/sources.js";

/**
 * Whop: Standard Webhooks, keyed with the text of the `ws_…` secret. That text in base64, as Whop's SDK wants it, is
 * understood as well. The id is signed. Checked 2026-11 against
 * documentation and SDK.
 * @see https://docs.whop.com/developer/guides/webhooks
 */
export const whop = freezeProvider({
  id: "whop",
  name: "Whop",
  docs: "https://docs.whop.com/developer/guides/webhooks",
  checked: "2026-11",
  scheme: hmac({ ...standardWebhooksData(), secret: { strip: "ws_", keepPrefix: true, bareEncoding: "base64" } }),
  toleranceSeconds: 300,
  eventId: fromHeader("webhook-id"),
  eventType: fromBody("type"),
  credential: {
    name: "webhook secret (ws_…)",
    env: "WHOP_WEBHOOK_SECRET",
    where: "the dashboard → your webhook",
  },
});
