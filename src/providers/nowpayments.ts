import { freezeProvider } from "../core/provider.js";
import { sortedJson } from "../core/schemes/sorted-json.js";
import { fromBody } from "../core/sources.js";

/**
 * NOWPayments (IPN). The sender parses its own JSON, sorts the keys and signs that, so that white space and the order of keys
 * are not proven; the values are. Checked 2026-11 against the SDK.
 * @remarks
 * - The official SDK sorts nested objects too, the official WooCommerce plugin does not: here the SDK counts.
 * - Numbers are written anew before they are signed: `1.0` and `1` are the same.
 * @see https://documenter.getpostman.com/view/7907941/2s93JusNJt
 */
export const nowpayments = freezeProvider({
  id: "nowpayments",
  name: "NOWPayments",
  docs: "https://documenter.getpostman.com/view/7907941/2s93JusNJt",
  checked: "2026-11",
  scheme: sortedJson({ hash: "sha512", header: "x-nowpayments-sig", encoding: "hex", anyCaseHex: true, form: "json" }),
  eventType: fromBody("payment_status"),
  credential: {
    name: "IPN secret key",
    env: "NOWPAYMENTS_IPN_SECRET",
    where: "the dashboard → your IPN settings",
  },
});
