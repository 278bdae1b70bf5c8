import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Jira Cloud's admin webhooks. Only the body is signed: the identifier that retries keep is a header that anybody can
 * change, so that an event is known by the digest of its body. Checked 2026-11 against documentation as quoted in public
 * code, and its test values, recomputed.
 * @remarks
 * - Only webhooks of the admin page or of `/rest/webhooks/1.0/webhook` that were saved with a secret are signed.
 * - Webhooks that an app registers with `/rest/api/3/webhook` carry no such signature.
 * - The header has the name of GitHub's old SHA-1 one and holds SHA-256; another method than `sha256` is refused.
 * @see https://developer.atlassian.com/cloud/jira/platform/webhooks/#secure-admin-webhooks
 */
export const jira = freezeProvider({
  id: "jira",
  name: "Jira Cloud (admin webhooks)",
  docs: "https://developer.atlassian.com/cloud/jira/platform/webhooks/#secure-admin-webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-hub-signature",
    format: "sha256={signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventType: fromBody("webhookEvent"),
  credential: {
    name: "secret of the webhook",
    env: "JIRA_WEBHOOK_SECRET",
    where: "the settings of the webhook",
  },
});
