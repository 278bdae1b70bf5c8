import { payloadAs } from "../core/payload-forms.js";
import { freezeProvider } from "../core/provider.js";
import { fromForm } from "../core/sources.js";
import { slackShared } from "./_slack.js";

/**
 * Slack's slash commands: form-encoded, known by their `trigger_id`. Slack shows the answer to the person, so that
 * deduplication is off unless you ask for it. Checked 2026-11 against Bolt and documentation.
 * @remarks
 * - Slack shows your answer to the person, so duplicates are not held back unless you say `once: true`: hookonce keeps no
 *   answers and could not repeat one.
 * - Answer within 3 seconds with `reply(200, { response_type: "ephemeral", text: "…" })`; later answers go to
 *   `response_url`.
 * - The body is form-encoded and signed as such. `event.payload` has its fields, `event.type` is the command: `/deploy`.
 * - Same signing secret as the Events API, another endpoint.
 * @see https://docs.slack.dev/interactivity/implementing-slash-commands
 */
export const slackCommands = freezeProvider({
  ...slackShared,
  id: "slack-commands",
  name: "Slack (slash commands)",
  ...payloadAs("form"),
  eventId: fromForm("trigger_id"),
  eventType: fromForm("command"),
  readsAnswer: true,
});
