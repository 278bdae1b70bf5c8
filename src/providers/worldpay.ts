import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Access Worldpay events. Only the body is signed; several signatures come while a key is renewed, in any order. Checked
 * 2026-11 against documentation.
 * @remarks
 * - The header `event-signature` is off until you ask for it.
 * - Only the answer 200 counts; events that are not acknowledged delay those behind them.
 * @see https://docs.worldpay.com/access/products/account-payouts/hmac-signature
 */
export const worldpay = freezeProvider({
  id: "worldpay",
  name: "Worldpay (Access)",
  docs: "https://docs.worldpay.com/access/products/events/signature",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "event-signature",
    format: "{keyId}/SHA256/{signature}",
    separator: ",",
    encoding: "hex",
    signs: "{body}",
  }),
  eventId: fromBody("eventId"),
  eventType: fromBody("eventDetails.type"),
  deadlineSeconds: 10,
  retries: { windowSeconds: 7 * 86_400 },
  credential: {
    name: "shared secret",
    env: "WORLDPAY_EVENTS_SECRET",
    where: "your Worldpay Implementation Manager",
  },
});
