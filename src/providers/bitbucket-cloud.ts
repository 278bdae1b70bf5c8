import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromHeader } from "../core/sources.js";

/**
 * Bitbucket Cloud. The header has the name of GitHub's old SHA-1 one and holds SHA-256. Only the body is signed: request id and
 * event key are headers that anybody can change. Checked 2026-11: Atlassian announces the secret; header and algorithm are
 * confirmed by its published test values, recomputed, and by secondary sources.
 * @see https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/
 */
export const bitbucketCloud = freezeProvider({
  id: "bitbucket-cloud",
  name: "Bitbucket Cloud",
  docs: "https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-hub-signature",
    format: "sha256={signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventType: fromHeader("x-event-key"),
  keyAlso: [fromHeader("x-event-key")],
  credential: {
    name: "webhook secret",
    env: "BITBUCKET_WEBHOOK_SECRET",
    where: "repository → Repository settings → Webhooks → Secret",
  },
});
