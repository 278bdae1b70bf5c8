import { items } from "../core/items.js";
import { noticeUnsignedBody } from "../core/notice.js";
import { freezeProvider } from "../core/provider.js";
import { adyenScheme } from "../core/schemes/adyen.js";

/**
 * Adyen's standard webhooks. Each item of the body carries its own signature over eight of its values; every item must match.
 * The rest of the body is not signed, nor is the date: fetch the payment before you act on anything else. Checked 2026-11
 * against documentation and SDK.
 * @remarks
 * - White space, field order, `reason`, `eventDate` and the payment method can change without a trace.
 * - One delivery can carry several items: `each: true` runs the handler for each.
 * - The HMAC key is hex; it is not the API key.
 * - Event id: PSP reference, event code and success together.
 * @see https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures
 */
export const adyen = freezeProvider({
  id: "adyen",
  name: "Adyen (payment webhooks)",
  docs: "https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures",
  checked: "2026-11",
  scheme: adyenScheme(),
  items: items({
    at: "notificationItems",
    id: [
      "NotificationRequestItem.pspReference",
      "NotificationRequestItem.eventCode",
      "NotificationRequestItem.success",
    ],
    type: "NotificationRequestItem.eventCode",
  }),
  notice: noticeUnsignedBody,
  credential: {
    name: "HMAC key (hex)",
    env: "ADYEN_HMAC_KEY",
    where: "Customer Area → Developers → Webhooks → your webhook → Security → HMAC key",
  },
});
