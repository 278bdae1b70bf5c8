import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Dwolla. Only the body is signed; `id` names the event. Checked 2026-11 against documentation.
 * @remarks
 * - After 400 failures in a row, and a day without success, the subscription is paused.
 * @see https://developers.dwolla.com/guides/webhooks/process-validate
 */
export const dwolla = freezeProvider({
  id: "dwolla",
  name: "Dwolla",
  docs: "https://developers.dwolla.com/docs/balance/working-with-webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-request-signature-sha-256",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventId: fromBody("id"),
  eventType: fromBody("topic"),
  deadlineSeconds: 10,
  retries: { windowSeconds: 72 * 3600 },
  credential: {
    name: "secret of the webhook subscription",
    env: "DWOLLA_WEBHOOK_SECRET",
    where: "what you chose when you created the subscription",
  },
});
