import { freezeProvider } from "../core/provider.js";
import { bitbucketShared } from "./_bitbucket.js";

/**
 * Bitbucket Cloud. The header has the name of GitHub's old SHA-1 one and holds SHA-256. Only the body is signed: request id and
 * event key are headers that anybody can change. Checked 2026-11: Atlassian announces the secret; header and algorithm are
 * confirmed by its published test values, recomputed, and by secondary sources.
 * @remarks
 * - The header is called `x-hub-signature`, as GitHub's old SHA-1 header was, and holds SHA-256.
 * - `x-request-uuid` and `x-event-key` are not signed. An event is known by the digest of its body and the event key.
 * - The header is absent when the webhook has no secret: 401 `SIGNATURE_MISSING`. The hook's UUID is not a secret.
 * - Bodies over 256 KB may silently not be sent.
 * @see https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/
 */
export const bitbucketCloud = freezeProvider({
  ...bitbucketShared,
  id: "bitbucket-cloud",
  name: "Bitbucket Cloud",
  docs: "https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/",
});
