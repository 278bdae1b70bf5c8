import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * Sanity. Timestamp in milliseconds and body are signed. Sanity's own library checks no age; 300 seconds are ours. The body
 * is what your projection makes of the document, so that an event is known by its digest. Checked 2026-11 against
 * documentation and SDK.
 * @remarks
 * - A projection without `_rev` or a date gives the same body twice: the second is then a duplicate.
 * @see https://www.sanity.io/docs/content-lake/webhooks
 */
export const sanity = freezeProvider({
  id: "sanity",
  name: "Sanity",
  docs: "https://www.sanity.io/docs/content-lake/webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "sanity-webhook-signature",
    format: "t={timestamp},v1={signature}",
    separator: ",",
    encoding: "base64url",
    timestamp: "milliseconds",
    signs: "{timestamp}.{body}",
  }),
  toleranceSeconds: 300,
  credential: {
    name: "secret",
    env: "SANITY_WEBHOOK_SECRET",
    where: "the settings of the webhook",
  },
});
