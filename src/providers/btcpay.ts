import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * BTCPay Server. Only the body is signed. Each retry has a new `deliveryId`; `originalDeliveryId` keeps the first one.
 * Checked 2026-11 against code.
 * @see https://docs.btcpayserver.org/API/Greenfield/v1/#tag/Webhooks
 */
export const btcpay = freezeProvider({
  id: "btcpay",
  name: "BTCPay Server",
  docs: "https://docs.btcpayserver.org/API/Greenfield/v1/#tag/Webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "btcpay-sig",
    format: "sha256={signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventId: [fromBody("originalDeliveryId"), fromBody("deliveryId")],
  eventType: fromBody("type"),
  retries: { windowSeconds: 3670 },
  credential: {
    name: "webhook secret",
    env: "BTCPAY_WEBHOOK_SECRET",
    where: "your store → your webhook",
  },
});
