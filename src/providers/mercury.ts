import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Mercury. The time and the body are signed, with the secret as text. Checked 2026-11 against code: Mercury's own node for
 * n8n, and its SDK for the fields of an event.
 * @remarks
 * - The secret is not decoded, whatever it looks like.
 * - The type is the resource, `transaction`; what happened to it is `operationType` in the body.
 * - The body has what changed as a merge patch: fetch the resource for the rest.
 * @see https://docs.mercury.com/reference/webhooks
 */
export const mercury = freezeProvider({
  id: "mercury",
  name: "Mercury",
  docs: "https://docs.mercury.com/reference/webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "mercury-signature",
    format: "t={timestamp},v1={signature}",
    separator: ",",
    encoding: "hex",
    timestamp: "seconds",
    signs: "{timestamp}.{body}",
  }),
  toleranceSeconds: 300,
  eventId: fromBody("id"),
  eventType: fromBody("resourceType"),
  credential: {
    name: "secret of the webhook",
    env: "MERCURY_WEBHOOK_SECRET",
    where: "secret in the answer to your call that created the webhook",
  },
});
