import { items } from "../core/items.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * LINE's Messaging API. One delivery brings a list of events, each with a `webhookEventId` that a redelivery keeps. Checked
 * 2026-11 against documentation and @line/bot-sdk.
 * @remarks
 * - It takes the channel secret, not the channel access token. The secret is not decoded.
 * - LINE sends an event again only where redelivery is switched on for the channel. `deliveryContext.isRedelivery` then
 *   changes the body: take the ids of the items.
 * @see https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/
 */
export const line = freezeProvider({
  id: "line",
  name: "LINE (Messaging API)",
  docs: "https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-line-signature",
    format: "{signature}",
    encoding: "base64",
    signs: "{body}",
  }),
  items: items({ at: "events", id: "webhookEventId", type: "type" }),
  credential: {
    name: "channel secret",
    env: "LINE_CHANNEL_SECRET",
    where: "LINE Developers Console → your channel → Basic settings",
  },
});
