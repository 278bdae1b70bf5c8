import { payloadAs } from "../core/payload-forms.js";
import { freezeProvider } from "../core/provider.js";
import { fromBody, fromDigest } from "../core/sources.js";
import { slackShared } from "./_slack.js";

/**
 * Slack's interactivity: buttons, menus and views, as JSON in the form field `payload`. Slack reads the answer, so that
 * deduplication is off unless you ask for it. Checked 2026-11 against Bolt and documentation.
 * @remarks
 * - `event.payload` is the JSON from the form field `payload`.
 * - As for slash commands: the answer is read, so `once` is off unless you ask for it.
 * - `view_closed` has no `trigger_id`; it is known by the digest of its body.
 * @see https://docs.slack.dev/interactivity/handling-user-interaction
 */
export const slackInteractivity = freezeProvider({
  ...slackShared,
  id: "slack-interactivity",
  name: "Slack (interactivity)",
  ...payloadAs({ jsonIn: "payload" }),
  // view_closed comes without a trigger_id.
  eventId: [fromBody("trigger_id"), fromDigest()],
  eventType: fromBody("type"),
  readsAnswer: true,
});
