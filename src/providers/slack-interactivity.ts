import { freezeProvider } from "../core/provider.js";
import { fromBody, fromDigest } from "../core/sources.js";
import { slackShared } from "./_slack.js";

/**
 * Slack's interactivity: buttons, menus and views, as JSON in the form field `payload`. Slack reads the answer, so that
 * deduplication is off unless you ask for it. Checked 2026-11 against Bolt and documentation.
 * @see https://docs.slack.dev/interactivity/handling-user-interaction
 */
export const slackInteractivity = freezeProvider({
  ...slackShared,
  id: "slack-interactivity",
  name: "Slack (interactivity)",
  payload: { jsonIn: "payload" },
  // view_closed comes without a trigger_id.
  eventId: [fromBody("trigger_id"), fromDigest()],
  eventType: fromBody("type"),
  readsAnswer: true,
});
