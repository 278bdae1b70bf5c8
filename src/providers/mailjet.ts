import { freezeProvider } from "../core/provider.js";
import { basic } from "../core/schemes/basic.js";
import { fromBody } from "../core/sources.js";

/**
 * Mailjet's Event API. Nothing is signed: user name and password prove that the sender knows them, not that the body is
 * Mailjet's. Repeats are known by the digest of the body. Checked 2026-11 against documentation.
 * @remarks
 * - User name and password are part of the URL that Mailjet is given: `https://user:password@example.com/…`.
 * - With grouped events (version 2) the payload is a list, and `event.type` is empty. Without, it is one event.
 * - `MessageID` is the id of a message, which has many events.
 * - Fetch the message over the API, by its `MessageID`, before you act on it.
 * @see https://dev.mailjet.com/email/guides/webhooks/
 */
export const mailjet = freezeProvider({
  id: "mailjet",
  name: "Mailjet (Event API)",
  docs: "https://dev.mailjet.com/email/guides/webhooks/",
  checked: "2026-11",
  scheme: basic(),
  eventType: fromBody("event"),
  credential: {
    name: "user name and password",
    env: "MAILJET_WEBHOOK_PASSWORD",
    where: "your own, in the URL of the webhook",
  },
});
