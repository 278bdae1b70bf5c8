import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * Coinify. Only the body is signed. An event is known by the digest of its body. Checked 2026-11 against documentation.
 * @see https://coinify.readme.io/docs/webhook-signature
 */
export const coinify = freezeProvider({
  id: "coinify",
  name: "Coinify",
  docs: "https://coinify.readme.io/docs/webhook-signature",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-coinify-webhook-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  credential: {
    name: "webhook shared secret",
    env: "COINIFY_WEBHOOK_SECRET",
    where: "the secret that you share with Coinify for this webhook",
  },
});
