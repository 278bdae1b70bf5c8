import { handshakes } from "../core/handshakes.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody, fromHeader } from "../core/sources.js";

/**
 * Twitch's EventSub over webhooks. Message id, timestamp and body are signed; retries keep the id. The challenge of a new
 * subscription is answered once its signature holds. Checked 2026-11 against documentation, CLI and sample.
 * @remarks
 * - The timestamp has up to nine digits after the point and is signed as it was sent.
 * - A `revocation` comes like an event; the kind stands in the header `twitch-eventsub-message-type`, which is not signed.
 * - The challenge wants its answer as plain text.
 * @see https://dev.twitch.tv/docs/eventsub/handling-webhook-events/
 */
export const twitch = freezeProvider({
  id: "twitch",
  name: "Twitch (EventSub)",
  docs: "https://dev.twitch.tv/docs/eventsub/handling-webhook-events/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "twitch-eventsub-message-signature",
    format: "sha256={signature}",
    encoding: "hex",
    fields: { id: "twitch-eventsub-message-id", timestamp: "twitch-eventsub-message-timestamp" },
    timestamp: "iso8601",
    signs: "{id}{timestamp}{body}",
  }),
  toleranceSeconds: 600,
  eventId: fromHeader("twitch-eventsub-message-id"),
  eventType: fromBody("subscription.type"),
  handshakes: handshakes({
    method: "POST",
    equals: [fromHeader("twitch-eventsub-message-type"), "webhook_callback_verification"],
    check: "signature",
    text: fromBody("challenge"),
  }),
  credential: {
    name: "secret of the subscription",
    env: "TWITCH_EVENTSUB_SECRET",
    where: "your call of Create EventSub Subscription, transport.secret",
  },
});
