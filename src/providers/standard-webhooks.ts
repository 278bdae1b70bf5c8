import { freezeProvider } from "../core/provider.js";
import { standardWebhooksShared } from "./_standard-webhooks.js";

/**
 * Standard Webhooks with a shared secret (`v1`). Other versions in the header, such as the asymmetric `v1a`, never count.
 * The id is signed and stays the same on retries. Checked 2026-11 against specification and library.
 * @remarks
 * - Secrets begin with `whsec_`, and the rest is base64. A secret that does not decode is refused when the app starts.
 * - Only `v1` counts. Other versions in the header, such as `v1a`, are ignored, never fallen back to.
 * - Many senders use this under names of their own. If the headers are `svix-…`, take `hookonce/providers/svix`.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const standardWebhooks = freezeProvider({
  ...standardWebhooksShared(),
  id: "standard-webhooks",
  name: "Standard Webhooks",
  docs: "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
  credential: {
    name: "signing secret (whsec_…)",
    env: "WEBHOOK_SECRET",
    where: "the sender's dashboard → your endpoint",
  },
});
