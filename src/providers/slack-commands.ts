import { freezeProvider } from "../core/provider.js";
import { fromForm } from "../core/sources.js";
import { slackShared } from "./_slack.js";

/**
 * Slack's slash commands: form-encoded, known by their `trigger_id`. Slack shows the answer to the person, so that deduplication
 * is off unless you ask for it. Checked 2026-11 against Bolt and documentation.
 * @see https://docs.slack.dev/interactivity/implementing-slash-commands
 */
export const slackCommands = freezeProvider({
  ...slackShared,
  id: "slack-commands",
  name: "Slack (slash commands)",
  payload: "form",
  eventId: fromForm("trigger_id"),
  eventType: fromForm("command"),
  readsAnswer: true,
});
