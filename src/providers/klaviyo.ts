import { items } from "../core/items.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * Klaviyo's system webhooks. The body and, after it, the timestamp are signed; one delivery carries several events. Klaviyo
 * documents no tolerance and does not say whether a retry is signed anew, so that the window is a day. Checked 2026-11
 * against documentation: headers, algorithm, hexadecimal and body. What is signed was read in public code only.
 * @remarks
 * - The header `klaviyo-webhook-id` names the subscription, not the delivery.
 * - Compare that header with `meta.klaviyo_webhook_id` of the payload: Klaviyo asks for it, and the header is not signed.
 * @see https://developers.klaviyo.com/en/docs/working_with_system_webhooks
 */
export const klaviyo = freezeProvider({
  id: "klaviyo",
  name: "Klaviyo (system webhooks)",
  docs: "https://developers.klaviyo.com/en/docs/working_with_system_webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "klaviyo-signature",
    format: "{signature}",
    encoding: "hex",
    fields: { timestamp: "klaviyo-timestamp" },
    timestamp: "rfc1123",
    signs: "{body}{timestamp}",
  }),
  toleranceSeconds: 86_400,
  items: items({ at: "data", id: "external_id", type: "topic" }),
  credential: {
    name: "secret key of the webhook",
    env: "KLAVIYO_WEBHOOK_SECRET",
    where: "secret_key of your call of Create Webhook",
  },
});
