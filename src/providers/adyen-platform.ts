import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Adyen's webhooks for platforms, management and banking. The body is signed; the key is hex and is decoded. Adyen's
 * standard payment webhooks sign fields inside the body and are another scheme. Checked 2026-11 against documentation
 * and SDK.
 * @remarks
 * - Each endpoint has its own key, and test and live have different ones.
 * @see https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures
 */
export const adyenPlatform = freezeProvider({
  id: "adyen-platform",
  name: "Adyen (platforms, management, banking)",
  docs: "https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "hmacsignature",
    format: "{signature}",
    encoding: "base64",
    secret: { encoding: "hex" },
    signs: "{body}",
  }),
  eventType: fromBody("type"),
  credential: {
    name: "HMAC key",
    env: "ADYEN_HMAC_KEY",
    where: "Customer Area → Developers → Webhooks → your webhook → Security",
  },
});
