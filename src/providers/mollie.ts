import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Mollie's next-gen webhooks. Only the body is signed. An event is known by the digest of its body. Checked 2026-11
 * against documentation and SDK.
 * @remarks
 * - Classic webhooks, forms with `id=tr_…`, are not signed and are refused here: fetch the payment instead.
 * @see https://docs.mollie.com/reference/webhooks-new
 */
export const mollie = freezeProvider({
  id: "mollie",
  name: "Mollie (next-gen webhooks)",
  docs: "https://docs.mollie.com/reference/webhooks-new",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-mollie-signature",
    format: "sha256={signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventType: fromBody("type"),
  deadlineSeconds: 15,
  credential: {
    name: "signing secret",
    env: "MOLLIE_WEBHOOK_SECRET",
    where: "the dashboard → your webhook",
  },
});
