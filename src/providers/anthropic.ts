import { freezeProvider } from "../core/provider.js";
import { fromBody } from "../core/sources.js";
import { standardWebhooksShared } from "./_standard-webhooks.js";

/**
 * Anthropic's webhooks of Claude managed agents. The id is signed and stays the same on retries. The body's own `type` is
 * always `event`; what happened stands in `data.type`. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - The body names an object by type and id: fetch it.
 * @see https://platform.claude.com/docs/en/managed-agents/webhooks
 */
export const anthropic = freezeProvider({
  ...standardWebhooksShared("webhook", ["sk-ant-"]),
  id: "anthropic",
  name: "Anthropic",
  docs: "https://platform.claude.com/docs/en/managed-agents/webhooks",
  eventType: fromBody("data.type"),
  credential: {
    name: "webhook signing key (whsec_…)",
    env: "ANTHROPIC_WEBHOOK_SIGNING_KEY",
    where: "shown once when the webhook is created",
  },
});
