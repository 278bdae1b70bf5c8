import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Calendly. The time and the body are signed; three minutes are the tolerance of its sample. Events carry no id of their own.
 * Checked 2026-11 against documentation, whose sample was read as copied into public code.
 * @remarks
 * - A subscription made with a personal access token is signed only when it was given a `signing_key`.
 * - Subscriptions of an OAuth app are signed with the signing key of the app.
 * @see https://developer.calendly.com/api-docs/overview/webhooks/webhook-signatures
 */
export const calendly = freezeProvider({
  id: "calendly",
  name: "Calendly",
  docs: "https://developer.calendly.com/api-docs/overview/webhooks/webhook-signatures",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "calendly-webhook-signature",
    format: "t={timestamp},v1={signature}",
    separator: ",",
    encoding: "hex",
    timestamp: "seconds",
    signs: "{timestamp}.{body}",
  }),
  toleranceSeconds: 180,
  eventType: fromBody("event"),
  credential: {
    name: "webhook signing key",
    env: "CALENDLY_WEBHOOK_SIGNING_KEY",
    where: "signing_key of your call of Create Webhook Subscription, or your OAuth app",
  },
});
