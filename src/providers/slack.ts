import { freezeProvider } from "../core/provider.js";
import { fromBody, fromDigest } from "../core/sources.js";
import { slackShared } from "./_slack.js";

/**
 * Slack's Events API. The signature is made anew at each retry, the `event_id` stays. The `url_verification` challenge is
 * answered once its signature holds. Slack wants an answer within 3 seconds. Checked 2026-11 against Bolt and documentation.
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export const slack = freezeProvider({
  ...slackShared,
  id: "slack",
  name: "Slack (Events API)",
  // app_rate_limited comes without an event_id.
  eventId: [fromBody("event_id"), fromDigest()],
  eventType: [fromBody("event.type"), fromBody("type")],
  handshakes: [
    { method: "POST", equals: [fromBody("type"), "url_verification"], check: "signature", text: fromBody("challenge") },
  ],
});
