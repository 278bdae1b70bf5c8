import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Cashfree Payments. Time and body are signed without anything between. Cashfree documents no tolerance and does not say
 * whether a retry is signed anew, so that the window is a day. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - Payouts V1 (Cashgram) signs form parameters: another scheme.
 * - An event is signed with the secret that was active when it was sent: keep the old one for a while.
 * @see https://www.cashfree.com/docs/payments/online/webhooks/signature-verification
 */
export const cashfree = freezeProvider({
  id: "cashfree",
  name: "Cashfree Payments",
  docs: "https://www.cashfree.com/docs/payments/online/webhooks/signature-verification",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-webhook-signature",
    format: "{signature}",
    encoding: "base64",
    fields: { timestamp: "x-webhook-timestamp" },
    timestamp: "milliseconds",
    signs: "{timestamp}{body}",
  }),
  toleranceSeconds: 86_400,
  eventType: fromBody("type"),
  credential: {
    name: "client secret",
    env: "CASHFREE_CLIENT_SECRET",
    where: "the dashboard → your API keys",
  },
});
