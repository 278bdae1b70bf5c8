import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Mastodon's admin webhooks. The header has the name of GitHub's old SHA-1 one and holds SHA-256. The body is signed
 * without a time; events have no id, and retries bring the same body. Checked 2026-11 against documentation and code.
 * @see https://docs.joinmastodon.org/admin/webhooks/
 */
export const mastodonAdminWebhooks = freezeProvider({
  id: "mastodon-admin-webhooks",
  name: "Mastodon (admin webhooks)",
  docs: "https://docs.joinmastodon.org/admin/webhooks/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-hub-signature",
    format: "sha256={signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventType: fromBody("event"),
  credential: {
    name: "signing secret",
    env: "MASTODON_WEBHOOK_SECRET",
    where: "the settings of the webhook",
  },
});
