import { freezeProvider } from "../core/provider.js";
import { fromBody } from "../core/sources.js";
import { standardWebhooksShared } from "./_standard-webhooks.js";

/**
 * Replicate. The id is signed and stays the same on retries. The body is the prediction, whose status is the type.
 * Replicate's own library checks no age; 300 seconds are those of Standard Webhooks. Checked 2026-11 against documentation
 * and SDK.
 * @remarks
 * - One prediction sends several events; `id` of the body is the prediction's.
 * @see https://replicate.com/docs/topics/webhooks/verify-webhook
 */
export const replicate = freezeProvider({
  ...standardWebhooksShared("webhook", ["r8_"]),
  id: "replicate",
  name: "Replicate",
  docs: "https://replicate.com/docs/topics/webhooks/verify-webhook",
  eventType: fromBody("status"),
  credential: {
    name: "webhook signing secret (whsec_…)",
    env: "REPLICATE_WEBHOOK_SIGNING_SECRET",
    where: "GET https://api.replicate.com/v1/webhooks/default/secret",
  },
});
