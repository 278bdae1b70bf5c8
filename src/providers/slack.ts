import { handshakes } from "../core/handshakes.js";
import { freezeProvider } from "../core/provider.js";
import { fromBody, fromDigest } from "../core/sources.js";
import { slackShared } from "./_slack.js";

/**
 * Slack's Events API. The signature is made anew at each retry, the `event_id` stays. The `url_verification` challenge is
 * answered once its signature holds. Slack wants an answer within 3 seconds. Checked 2026-11 against Bolt and documentation.
 * @remarks
 * - The `url_verification` challenge is answered by itself, after its signature holds. So set the signing secret before
 *   you save the URL at Slack.
 * - It takes the signing secret, not the bot token (`xoxb-…`) and not the old verification token.
 * - The signature is made anew at each retry, the `event_id` stays: that is what makes a retry a duplicate.
 * - Slack waits 3 seconds, then retries up to three times. Hand longer work over to a queue inside the handler.
 * - `event.type` is the inner type (`message`); the envelope's `event_callback` is in `event.payload`.
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export const slack = freezeProvider({
  ...slackShared,
  id: "slack",
  name: "Slack (Events API)",
  // app_rate_limited comes without an event_id.
  eventId: [fromBody("event_id"), fromDigest()],
  eventType: [fromBody("event.type"), fromBody("type")],
  handshakes: handshakes({
    method: "POST",
    equals: [fromBody("type"), "url_verification"],
    check: "signature",
    text: fromBody("challenge"),
  }),
});
