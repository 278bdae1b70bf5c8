import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody, fromHeader } from "../core/sources.js";

/**
 * Zendesk. The timestamp is ISO 8601 and signed as the header has it. Triggers and automations send a body of your own
 * making, which may be the same twice: the digest of the body is joined with the invocation id. Zendesk documents no
 * tolerance; 300 seconds are ours. Checked 2026-11 against documentation.
 * @remarks
 * - The signing secret looks like base64 and is not decoded.
 * - Test requests of the admin page are signed with one public secret, the same for everybody: do not accept it in
 *   production.
 * - The id in the body is the event's own only for event subscriptions; a trigger may send a ticket's id under that name.
 * @see https://developer.zendesk.com/documentation/webhooks/verifying/
 */
export const zendesk = freezeProvider({
  id: "zendesk",
  name: "Zendesk",
  docs: "https://developer.zendesk.com/documentation/webhooks/verifying/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-zendesk-webhook-signature",
    format: "{signature}",
    encoding: "base64",
    fields: { timestamp: "x-zendesk-webhook-signature-timestamp" },
    timestamp: "iso8601",
    signs: "{timestamp}{body}",
  }),
  toleranceSeconds: 300,
  eventType: fromBody("type"),
  keyAlso: [fromHeader("x-zendesk-webhook-invocation-id")],
  credential: {
    name: "signing secret",
    env: "ZENDESK_WEBHOOK_SECRET",
    where: "the settings of the webhook",
  },
});
