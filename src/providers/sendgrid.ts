import { freezeProvider } from "../core/provider.js";
import { ecdsa } from "../core/schemes/ecdsa.js";

/**
 * SendGrid's Event Webhook: ECDSA over P-256. The body is an array of events that ends in CRLF, and every byte counts. SendGrid
 * documents no tolerance and does not say whether a retry is signed anew, so that the window is a day. Checked 2026-11 against
 * documentation and SDK.
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
