import { noticeUnsignedBody } from "../core/notice.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Mercado Pago. The body is not signed: `data.id` of the query, the request id and a time are. Act on nothing that the
 * body says: fetch the resource with the signed `data.id`. The time comes in seconds or milliseconds, so that its age is
 * not looked at, as in Mercado Pago's own library by default. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - Notifications of QR codes are not signed and are refused.
 * - The query of the request must reach the verifier: a proxy that rewrites it breaks the signature.
 * - The documentation signs `data.id` in lower case, the library as it came: both are accepted.
 * @see https://www.mercadopago.com/developers/en/docs/your-integrations/notifications/webhooks
 */
export const mercadopago = freezeProvider({
  id: "mercadopago",
  name: "Mercado Pago",
  docs: "https://www.mercadopago.com/developers/en/docs/your-integrations/notifications/webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-signature",
    format: "ts={ts},v1={signature}",
    separator: ",",
    encoding: "hex",
    signs: [
      "[id:{query:data.id};][request-id:{header:x-request-id};]ts:{ts};",
      "[id:{query:data.id|lower};][request-id:{header:x-request-id};]ts:{ts};",
    ],
  }),
  eventType: [fromBody("action"), fromBody("type")],
  notice: noticeUnsignedBody,
  credential: {
    name: "secret signature",
    env: "MERCADOPAGO_WEBHOOK_SECRET",
    where: "Your integrations → your application",
  },
});
