import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Squarespace. The secret is hexadecimal and is decoded. The id of the notification stands in the signed body. Checked
 * 2026-11 against documentation.
 * @remarks
 * - A secret that is rotated ends at once: there is no time in which both hold.
 * - The order of notifications is not guaranteed.
 * @see https://developers.squarespace.com/webhooks/verifying-notifications
 */
export const squarespace = freezeProvider({
  id: "squarespace",
  name: "Squarespace",
  docs: "https://developers.squarespace.com/webhooks/verifying-notifications",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "squarespace-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
    secret: { encoding: "hex" },
  }),
  eventId: fromBody("id"),
  eventType: fromBody("topic"),
  retries: { windowSeconds: 48 * 3600 },
  credential: {
    name: "secret of the webhook subscription",
    env: "SQUARESPACE_WEBHOOK_SECRET",
    where: "the answer to your call that created the subscription or rotated its secret",
  },
});
