import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Checkout.com. Only the body is signed. Checked 2026-11 against documentation.
 * @remarks
 * - The key for the header `authorization` is another credential and proves nothing about the body.
 * @see https://www.checkout.com/docs/developer-resources/event-notifications/receive-webhooks
 */
export const checkoutCom = freezeProvider({
  id: "checkout-com",
  name: "Checkout.com",
  docs: "https://www.checkout.com/docs/developer-resources/event-notifications/receive-webhooks",
  checked: "2026-11",
  scheme: hmac({ hash: "sha256", header: "cko-signature", format: "{signature}", encoding: "hex", signs: "{body}" }),
  eventId: fromBody("id"),
  eventType: fromBody("type"),
  credential: {
    name: "signature key",
    env: "CHECKOUT_WEBHOOK_SIGNATURE_KEY",
    where: "the dashboard → your webhook",
  },
});
