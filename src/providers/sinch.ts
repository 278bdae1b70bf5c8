import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * Sinch's Conversation API. Body, nonce and timestamp are signed, in this order. Sinch documents no tolerance; 300 seconds
 * are ours. Checked 2026-11 against Sinch's SDK.
 * @remarks
 * - It takes the secret of the webhook itself, as text.
 * - Callbacks of the Numbers API sign in another way: take `hookonce/providers/sinch-numbers`. Voice and Verification sign
 *   with the application's key, which neither of the two reads.
 * - The kind of an event is the name of a top-level member, such as `message`; `event.type` is empty.
 * @see https://developers.sinch.com/docs/conversation/callbacks/
 */
export const sinch = freezeProvider({
  id: "sinch",
  name: "Sinch (Conversation API)",
  docs: "https://developers.sinch.com/docs/conversation/callbacks/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-sinch-webhook-signature",
    format: "{signature}",
    encoding: "base64",
    fields: { nonce: "x-sinch-webhook-signature-nonce", timestamp: "x-sinch-webhook-signature-timestamp" },
    timestamp: "seconds",
    signs: "{body}.{nonce}.{timestamp}",
  }),
  toleranceSeconds: 300,
  credential: {
    name: "webhook secret",
    env: "SINCH_WEBHOOK_SECRET",
    where: "your own, given when the webhook is created",
  },
});
