import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { standardWebhooksData } from "../core/schemes/standard-webhooks.js";
import { fromHeader } from "../core/sources.js";

/**
 * Finch. The scheme of Standard Webhooks under names of its own; the secret is base64. The event id is signed. Checked
 * 2026-11 against SDK.
 * @see https://github.com/Finch-API/finch-api-go
 */
export const finch = freezeProvider({
  id: "finch",
  name: "Finch",
  docs: "https://github.com/Finch-API/finch-api-go",
  checked: "2026-11",
  scheme: hmac({
    ...standardWebhooksData("finch"),
    fields: { id: "finch-event-id", timestamp: "finch-timestamp" },
    secret: { encoding: "base64" },
  }),
  toleranceSeconds: 300,
  eventId: fromHeader("finch-event-id"),
  credential: {
    name: "webhook secret",
    env: "FINCH_WEBHOOK_SECRET",
    where: "the dashboard → your webhook",
  },
});
