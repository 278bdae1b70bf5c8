import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * TabaPay. For 48 hours after a rotation `v1` is signed with the new secret and `v2` with the old one. The header
 * `idempotency-key` is not signed, so that an event is known by the digest of its body. No tolerance is documented; this
 * takes 300 seconds. Checked 2026-11 against documentation.
 * @remarks
 * - Here `v2` is no newer scheme: it is the same one with the previous secret.
 * @see https://developers.tabapay.com/reference/verifying-webhook-signatures
 */
export const tabapay = freezeProvider({
  id: "tabapay",
  name: "TabaPay",
  docs: "https://developers.tabapay.com/reference/verifying-webhook-signatures",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-hmac-signature",
    format: "t={timestamp},v1={signature},v2={signature}",
    separator: ",",
    encoding: "hex",
    timestamp: "seconds",
    signs: "{timestamp}.{body}",
  }),
  toleranceSeconds: 300,
  credential: {
    name: "webhook signing secret",
    env: "TABAPAY_WEBHOOK_SECRET",
    where: "the answer of POST /v2/clients/{ClientID}/webhooks/secrets, once",
  },
});
