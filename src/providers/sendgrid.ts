import { freezeProvider } from "../core/provider.js";
import { ecdsa } from "../core/schemes/ecdsa.js";

/**
 * SendGrid's Event Webhook: ECDSA over P-256. The body is an array of events that ends in CRLF, and every byte counts. SendGrid
 * documents no tolerance and does not say whether a retry is signed anew, so that the window is a day. Checked 2026-11 against
 * documentation and SDK.
 * @remarks
 * - It takes `publicKey`: the verification key from the settings, without PEM lines.
 * - One delivery is a JSON array of many events; the whole delivery is one event for hookonce, known by the digest of its
 *   body. Use each item's `sg_event_id` if your own rows must be unique.
 * - The body ends in CRLF, and every byte counts: a proxy or test that trims it breaks the signature.
 * - SendGrid does not say whether a retry is signed anew, so the tolerance is a day. Set `toleranceSeconds` lower if you
 *   know.
 * - Inbound Parse is another product and is not signed.
 * @see https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
 */
export const sendgrid = freezeProvider({
  id: "sendgrid",
  name: "Twilio SendGrid (Event Webhook)",
  docs: "https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features",
  checked: "2026-11",
  scheme: ecdsa({
    header: "x-twilio-email-event-webhook-signature",
    format: "{signature}",
    encoding: "base64",
    fields: { timestamp: "x-twilio-email-event-webhook-timestamp" },
    timestamp: "seconds",
    signs: "{timestamp}{body}",
    key: "spki",
  }),
  toleranceSeconds: 86_400,
  credential: {
    name: "verification key",
    env: "SENDGRID_PUBLIC_KEY",
    where: "Settings → Mail Settings → Event Webhooks → Security features",
  },
});
