import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Close (the CRM). Timestamp and body are signed, without a separator. Close documents no tolerance; 300 seconds are ours.
 * Checked 2026-11 against documentation, of which a copy was read.
 * @remarks
 * - The signature key is hex and is decoded before it is the key.
 * - Close tries for 72 hours, then drops the event; after 3 days of failures it pauses the subscription.
 * - `event.type` is the action (`created`, `updated` …); the object's type is `event.object_type` in the payload.
 * - Events may come in any order, and updates that follow each other may come as one.
 * @see https://developer.close.com/topics/webhooks/
 */
export const close = freezeProvider({
  id: "close",
  name: "Close",
  docs: "https://developer.close.com/topics/webhooks/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "close-sig-hash",
    format: "{signature}",
    encoding: "hex",
    fields: { timestamp: "close-sig-timestamp" },
    timestamp: "seconds",
    signs: "{timestamp}{body}",
    secret: { encoding: "hex" },
  }),
  toleranceSeconds: 300,
  eventId: fromBody("event.id"),
  eventType: fromBody("event.action"),
  retries: { windowSeconds: 72 * 3600 },
  credential: {
    name: "signature key",
    env: "CLOSE_SIGNATURE_KEY",
    where: "signature_key in the answer to the call that made the webhook subscription",
  },
});
