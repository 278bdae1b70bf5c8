import { noticeUnsignedBody } from "../core/notice.js";
import { freezeProvider } from "../core/provider.js";
import { digest } from "../core/schemes/digest.js";
import { fromBody } from "../core/sources.js";

/**
 * Midtrans payment notifications. The signature lies in the body and covers `order_id`, `status_code` and
 * `gross_amount`, no more: `transaction_status` is not signed. Ask the status API before you act on it. Checked 2026-11
 * against documentation.
 * @remarks
 * - Account notifications (`account_id`) and payouts (`Iris-Signature`) are signed in other ways.
 * - The server key is also the key of the API: keep it on the server.
 * @see https://docs.midtrans.com/reference/handle-notifications
 */
export const midtrans = freezeProvider({
  id: "midtrans",
  name: "Midtrans",
  docs: "https://docs.midtrans.com/docs/https-notification-webhooks",
  checked: "2026-11",
  scheme: digest({
    hash: "sha512",
    header: fromBody("signature_key"),
    format: "{signature}",
    encoding: "hex",
    signs: "{json:order_id}{json:status_code}{json:gross_amount}{secret}",
  }),
  eventType: fromBody("transaction_status"),
  notice: noticeUnsignedBody,
  credential: {
    name: "server key",
    env: "MIDTRANS_SERVER_KEY",
    where: "the dashboard → your API keys",
  },
});
