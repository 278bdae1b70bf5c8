import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Courier's outbound webhooks. The time, in milliseconds, and the body are signed. Courier leaves the tolerance to the
 * receiver: 300 seconds are our choice. Checked 2026-11 against documentation.
 * @remarks
 * - `data.id` is the message, which has many events: an event is known by the digest of its body.
 * - Signing is optional: a webhook that does not sign is refused here.
 * @see https://www.courier.com/docs/platform/workspaces/outbound-webhooks
 */
export const courier = freezeProvider({
  id: "courier",
  name: "Courier (outbound webhooks)",
  docs: "https://www.courier.com/docs/platform/workspaces/outbound-webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "courier-signature",
    format: "t={timestamp},signature={signature}",
    separator: ",",
    encoding: "hex",
    timestamp: "milliseconds",
    signs: "{timestamp}.{body}",
  }),
  toleranceSeconds: 300,
  eventType: fromBody("type"),
  credential: {
    name: "secret of the webhook",
    env: "COURIER_WEBHOOK_SECRET",
    where: "the dashboard → your webhook",
  },
});
