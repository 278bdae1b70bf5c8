import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromHeader } from "../core/sources.js";

/**
 * Bitbucket Data Center. The header has the name of GitHub's old SHA-1 one and holds SHA-256. Only the body is signed: request id and
 * event key are headers that anybody can change. SHA-256 is its documented default. Checked 2026-11 against documentation.
 * @see https://confluence.atlassian.com/bitbucketserver/event-payload-938025882.html
 */
export const bitbucketDataCenter = freezeProvider({
  id: "bitbucket-data-center",
  name: "Bitbucket Data Center",
  docs: "https://confluence.atlassian.com/bitbucketserver/event-payload-938025882.html",
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
