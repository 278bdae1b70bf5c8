import { handshakes } from "../core/handshakes.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody, fromQuery } from "../core/sources.js";

/**
 * Meta's webhooks: the WhatsApp Cloud API, Messenger, Instagram and the Graph API sign alike. One delivery may bring many
 * changes and has no id of its own; repeats are known by the digest of the body. Checked 2026-11 against documentation and
 * WhatsApp's SDK.
 * @remarks
 * - It takes the app secret, not an access token.
 * - Set the option `verifyToken` to the token that you typed in the dashboard: Meta's `GET` with `hub.challenge` is then
 *   answered.
 * - The old header `x-hub-signature` (SHA-1) comes as well and is not looked at.
 * - The bytes that arrive are signed. JSON that was parsed and written again has other escapes and does not verify.
 * - A delivery may group up to 1000 changes, of several accounts: read `entry` as a list.
 * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started
 */
export const meta = freezeProvider({
  id: "meta",
  name: "Meta (WhatsApp, Messenger, Instagram)",
  docs: "https://developers.facebook.com/docs/graph-api/webhooks/getting-started",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-hub-signature-256",
    format: "sha256={signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventType: fromBody("object"),
  handshakes: handshakes({
    method: "GET",
    equals: [fromQuery("hub.mode"), "subscribe"],
    check: "verifyToken",
    verifyToken: fromQuery("hub.verify_token"),
    text: fromQuery("hub.challenge"),
  }),
  credential: {
    name: "app secret",
    env: "META_APP_SECRET",
    where: "developers.facebook.com → your app → App settings → Basic",
  },
});
