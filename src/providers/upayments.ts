import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * UPayments. Time, method, URL and body are signed. UPayments documents no tolerance and does not say whether a retry is
 * signed anew, so that the window is a day. An event is known by the digest of its body. Checked 2026-11 against
 * documentation.
 * @remarks
 * - Set `publicUrl` to the notification URL as it was registered: behind a proxy the request has another one.
 * - What you send to UPayments is signed with a relative path; what it sends, with the whole URL.
 * @see https://developers.upayments.com/reference/validating-incoming-webhook-signatures
 */
export const upayments = freezeProvider({
  id: "upayments",
  name: "UPayments",
  docs: "https://developers.upayments.com/reference/validating-incoming-webhook-signatures",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-signature",
    format: "{signature}",
    encoding: "base64",
    fields: { timestamp: "x-timestamp" },
    timestamp: "seconds",
    signs: "{timestamp}{method}{url}{body}",
  }),
  toleranceSeconds: 86_400,
  credential: {
    name: "API secret key",
    env: "UPAYMENTS_SECRET_KEY",
    where: "the dashboard → your API keys",
  },
});
