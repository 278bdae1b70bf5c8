import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * Zoho Payments. Zoho documents no tolerance and does not say whether a retry is signed anew, so that the window is a
 * day. An event is known by the digest of its body. Checked 2026-11 against documentation.
 * @see https://www.zoho.com/in/payments/developerdocs/webhooks/verification
 */
export const zohoPayments = freezeProvider({
  id: "zoho-payments",
  name: "Zoho Payments",
  docs: "https://www.zoho.com/in/payments/developerdocs/webhooks/verification",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-zoho-webhook-signature",
    format: "t={timestamp},v={signature}",
    separator: ",",
    encoding: "hex",
    timestamp: "milliseconds",
    signs: "{timestamp}.{body}",
  }),
  toleranceSeconds: 86_400,
  deadlineSeconds: 15,
  credential: {
    name: "signing key",
    env: "ZOHO_PAYMENTS_SIGNING_KEY",
    where: "the dashboard → your webhook",
  },
});
