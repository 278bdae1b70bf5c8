import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Creem with the header `creem-signature`. Only the body is signed. Checked 2026-11 against SDK.
 * @see https://docs.creem.io/learn/webhooks/verify-webhook-requests
 */
export const creemLegacy = freezeProvider({
  id: "creem-legacy",
  name: "Creem (creem-signature)",
  docs: "https://docs.creem.io/learn/webhooks/verify-webhook-requests",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: ["creem-signature", "x-creem-signature"],
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventId: fromBody("id"),
  eventType: [fromBody("eventType"), fromBody("type")],
  credential: {
    name: "webhook secret",
    env: "CREEM_WEBHOOK_SECRET",
    where: "the dashboard → your webhook",
  },
});
