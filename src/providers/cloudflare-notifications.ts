import { freezeProvider } from "../core/provider.js";
import { token } from "../core/schemes/token.js";
import { fromBody } from "../core/sources.js";

/**
 * Cloudflare's notifications to a generic webhook. Nothing is signed: the secret comes as it is and proves that the sender
 * knows it. Checked 2026-11 against documentation.
 * @remarks
 * - Save and Test sends a body with `text` only, which comes to the handler like any other.
 * - `alert_type` may be absent; the type is then empty.
 * - A webhook's secret cannot be edited: make another webhook.
 * @see https://developers.cloudflare.com/notifications/get-started/configure-webhooks/
 */
export const cloudflareNotifications = freezeProvider({
  id: "cloudflare-notifications",
  name: "Cloudflare Notifications",
  docs: "https://developers.cloudflare.com/notifications/get-started/configure-webhooks/",
  checked: "2026-11",
  scheme: token({ header: "cf-webhook-auth" }),
  eventType: fromBody("alert_type"),
  credential: {
    name: "secret",
    env: "CLOUDFLARE_NOTIFICATIONS_SECRET",
    where: "Notifications → Destinations → Webhooks → Secret",
  },
});
