import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * Commerce Layer's real-time webhooks. Only the body is signed. An event is known by the digest of its body. Checked
 * 2026-11 against documentation.
 * @see https://docs.commercelayer.io/core/callbacks-security
 */
export const commercelayer = freezeProvider({
  id: "commercelayer",
  name: "Commerce Layer",
  docs: "https://docs.commercelayer.io/core/callbacks-security",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-commercelayer-signature",
    format: "{signature}",
    encoding: "base64",
    signs: "{body}",
  }),
  credential: {
    name: "shared secret of the webhook",
    env: "COMMERCELAYER_WEBHOOK_SECRET",
    where: "the webhook's attribute shared_secret",
  },
});
