import type { HashSchemeData } from "./scheme.js";

/**
 * What the senders of Standard Webhooks share: id, timestamp and body joined with dots, a list of versioned signatures
 * separated by spaces, and a base64 secret whose `whsec_` is no part of it.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const standardWebhooksData = (prefix = "webhook") =>
  ({
    hash: "sha256",
    header: `${prefix}-signature`,
    format: "v1,{signature}",
    separator: " ",
    encoding: "base64",
    fields: { id: `${prefix}-id`, timestamp: `${prefix}-timestamp` },
    timestamp: "seconds",
    signs: "{id}.{timestamp}.{body}",
    secret: { strip: "whsec_", encoding: "base64" },
  }) as const satisfies HashSchemeData;
