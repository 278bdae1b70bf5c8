import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * Moneybird. One `v1` signature comes for each active secret. The header `idempotency-key` is not signed, so that an
 * event is known by the digest of its body. Checked 2026-11 against documentation.
 * @remarks
 * - Only the answer 200 counts. A delivery that failed is sent ten more times.
 * @see https://developer.moneybird.com/webhooks/verifying-signatures
 */
export const moneybird = freezeProvider({
  id: "moneybird",
  name: "Moneybird",
  docs: "https://developer.moneybird.com/webhooks/verifying-signatures",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "moneybird-signature",
    format: "t={timestamp},v1={signature}",
    separator: ",",
    encoding: "hex",
    timestamp: "seconds",
    signs: "{timestamp}.{body}",
  }),
  toleranceSeconds: 300,
  credential: {
    name: "secret",
    env: "MONEYBIRD_WEBHOOK_SECRET",
    where: "the answer of the API when the webhook was created, once",
  },
});
