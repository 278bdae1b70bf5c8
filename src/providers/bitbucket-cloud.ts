import { freezeProvider } from "../core/provider.js";
import { bitbucketShared } from "./_bitbucket.js";

/**
 * Bitbucket Cloud. The header has the name of GitHub's old SHA-1 one and holds SHA-256. Only the body is signed: request id and
 * event key are headers that anybody can change. Checked 2026-11: Atlassian announces the secret; header and algorithm are
 * confirmed by its published test values, recomputed, and by secondary sources.
 * @see https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/
 */
export const bitbucketCloud = freezeProvider({
  ...bitbucketShared,
  id: "bitbucket-cloud",
  name: "Bitbucket Cloud",
  docs: "https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/",
});
