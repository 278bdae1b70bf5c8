import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Revolut Merchant and Business. Several `v1` signatures appear while a secret is rolled. Events have no id, so that one
 * is known by the digest of its body. Checked 2026-11 against documentation.
 * @see https://developer.revolut.com/docs/guides/accept-payments/tutorials/work-with-webhooks/verify-the-payload-signature
 */
export const revolut = freezeProvider({
  id: "revolut",
  name: "Revolut",
  docs: "https://developer.revolut.com/docs/guides/accept-payments/tutorials/work-with-webhooks/verify-the-payload-signature",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "revolut-signature",
    format: "v1={signature}",
    separator: ",",
    encoding: "hex",
    fields: { timestamp: "revolut-request-timestamp" },
    timestamp: "milliseconds",
    signs: "v1.{timestamp}.{body}",
  }),
  toleranceSeconds: 300,
  eventType: fromBody("event"),
  credential: {
    name: "signing secret (wsk_…)",
    env: "REVOLUT_WEBHOOK_SECRET",
    where: "the answer of the API when the webhook was created",
  },
});
