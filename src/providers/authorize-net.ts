import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Authorize.Net. SHA-512 over the body in upper-case hexadecimal. The key is the signature key as text, though it is
 * hexadecimal. Checked 2026-11: header and algorithm against documentation as cited in public code; the form of the key
 * against a delivery with its key that was published in the provider's forum in 2017, recomputed.
 * @remarks
 * - Do not decode the key: that is right for the hash of transactions, and wrong here.
 * - Amounts come with trailing zeros, `10.00`, which parsing and writing the JSON anew would lose.
 * - After the signature key is renewed the old one holds for 24 hours, unless it is disabled at once.
 * @see https://developer.authorize.net/api/reference/features/webhooks.html
 */
export const authorizeNet = freezeProvider({
  id: "authorize-net",
  name: "Authorize.Net",
  docs: "https://developer.authorize.net/api/reference/features/webhooks.html",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha512",
    header: "x-anet-signature",
    format: "sha512={signature}",
    encoding: "hex",
    anyCaseHex: true,
    signs: "{body}",
  }),
  eventId: fromBody("notificationId"),
  eventType: fromBody("eventType"),
  credential: {
    name: "signature key",
    env: "AUTHORIZE_NET_SIGNATURE_KEY",
    where: "the merchant interface → your API credentials",
  },
});
