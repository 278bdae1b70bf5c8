import { noticeUnsignedBody } from "../core/notice.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Mailgun. Timestamp, token and signature stand in the body, and only timestamp and token are signed: the event itself is
 * not. The token, used once, is what keeps a seen delivery from being sent again with other contents, so it is the id here.
 * Mailgun names no tolerance and does not say whether a retry is signed anew; a day is ours and covers both. Checked 2026-11
 * against documentation.
 * @remarks
 * - Whoever sees one delivery can write an event of his own around its signature. With a store that several processes share,
 *   the token of a finished delivery is refused as a duplicate.
 * - Fetch what matters from Mailgun's events API before you act on it.
 * - It takes the HTTP webhook signing key, not the API key.
 * - Events of a subaccount carry a `parent-signature` too. This provider reads `signature`, made with the subaccount's own
 *   key.
 * - Inbound routes post the same three values as form fields; this provider reads the JSON of webhooks.
 * @see https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks
 */
export const mailgun = freezeProvider({
  id: "mailgun",
  name: "Mailgun",
  docs: "https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: fromBody("signature.signature"),
    format: "{signature}",
    encoding: "hex",
    fields: { timestamp: fromBody("signature.timestamp"), token: fromBody("signature.token") },
    timestamp: "seconds",
    signs: "{timestamp}{token}",
  }),
  toleranceSeconds: 86_400,
  eventId: fromBody("signature.token"),
  eventType: fromBody("event-data.event"),
  notice: noticeUnsignedBody,
  credential: {
    name: "HTTP webhook signing key",
    env: "MAILGUN_WEBHOOK_SIGNING_KEY",
    where: "the dashboard → your API keys",
  },
});
