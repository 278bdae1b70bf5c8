import { hmac } from "../core/schemes/hmac.js";
import { fromHeader } from "../core/sources.js";

/** What Bitbucket Cloud and Data Center share. */
export const bitbucketShared = {
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
} as const;
