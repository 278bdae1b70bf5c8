import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { standardWebhooksData } from "../core/schemes/standard-webhooks.js";
import { fromBody, fromHeader } from "../core/sources.js";

/**
 * Standard Webhooks with a shared secret (`v1`). Other versions in the header, such as the asymmetric `v1a`, never count.
 * The id is signed and stays the same on retries. Checked 2026-11 against specification and library.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const standardWebhooks = freezeProvider({
  id: "standard-webhooks",
  name: "Standard Webhooks",
  docs: "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
  checked: "2026-11",
  scheme: hmac(standardWebhooksData()),
  toleranceSeconds: 300,
  eventId: fromHeader("webhook-id"),
  eventType: fromBody("type"),
  credential: {
    name: "signing secret (whsec_…)",
    env: "WEBHOOK_SECRET",
    where: "the sender's dashboard → your endpoint",
  },
});
