import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * MoonPay (`Moonpay-Signature-V2`). MoonPay documents no tolerance and does not say whether a retry is signed anew, so
 * that the window is a day. An event is known by the digest of its body. Checked 2026-11 against documentation.
 * @remarks
 * - GET requests of MoonPay sign the query and are no webhooks: they are not read here.
 * @see https://dev.moonpay.com/reference/reference-webhooks-signature
 */
export const moonpay = freezeProvider({
  id: "moonpay",
  name: "MoonPay",
  docs: "https://dev.moonpay.com/reference/reference-webhooks-signature",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "moonpay-signature-v2",
    format: "t={timestamp},s={signature}",
    separator: ",",
    encoding: "hex",
    timestamp: "seconds",
    signs: "{timestamp}.{body}",
  }),
  toleranceSeconds: 86_400,
  credential: {
    name: "webhook API key",
    env: "MOONPAY_WEBHOOK_KEY",
    where: "the dashboard → your API keys",
  },
});
