import { hmac } from "../core/schemes/hmac.js";
import type { HashSchemeData } from "../core/schemes/scheme.js";
import { standardWebhooksData } from "../core/schemes/standard-webhooks.js";
import { fromBody, fromHeader } from "../core/sources.js";

/**
 * What the senders of Standard Webhooks share. The id is signed and stays the same on retries; five minutes are accepted.
 * @param prefix of the headers: `svix` where they have not been renamed
 * @param refuse prefixes of other credentials of the sender
 * @param secret where its form differs
 */
export function standardWebhooksShared(
  prefix = "webhook",
  refuse: readonly string[] = [],
  secret: HashSchemeData["secret"] = {},
) {
  const data = standardWebhooksData(prefix);
  return {
    checked: "2026-11",
    scheme: hmac({ ...data, secret: { ...data.secret, refuse, ...secret } }),
    toleranceSeconds: 300,
    eventId: fromHeader(`${prefix}-id`),
    eventType: fromBody("type"),
  } as const;
}
