import { freezeProvider } from "../core/provider.js";
import { bitbucketShared } from "./_bitbucket.js";

/**
 * Bitbucket Data Center. The header has the name of GitHub's old SHA-1 one and holds SHA-256. Only the body is signed: request
 * id and event key are headers that anybody can change. SHA-256 is its documented default. Checked 2026-11 against
 * documentation.
 * @remarks
 * - As for Bitbucket Cloud: SHA-256 under the old header name, and only the body is signed.
 * - A webhook can be set up with basic auth in place of a secret; this provider is for the secret.
 * @see https://confluence.atlassian.com/bitbucketserver/event-payload-938025882.html
 */
export const bitbucketDataCenter = freezeProvider({
  ...bitbucketShared,
  id: "bitbucket-data-center",
  name: "Bitbucket Data Center",
  docs: "https://confluence.atlassian.com/bitbucketserver/event-payload-938025882.html",
});
