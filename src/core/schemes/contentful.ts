import { readHeader } from "../delivery.js";
import { WebhookConfigError, WebhookError } from "../errors.js";
import { composedHmac } from "./composed.js";
import type { NeedsSecret, SymmetricScheme } from "./scheme.js";

/** The path with its query escaped as one text, and the whole once more as a URI: so does Contentful. */
function signedPath(url: string | undefined): string {
  const [, path, query] = url?.match(/^(?:\w+:\/\/[^/?#]*)?([^?#]*)(?:\?([^#]*))?/) ?? [];
  if (path === undefined) {
    throw new WebhookConfigError("PUBLIC_URL_REQUIRED", "Contentful signs the path: pass `url`, or set `publicUrl`.");
  }
  return encodeURI(query ? `${path || "/"}?${encodeURIComponent(query)}` : path || "/");
}

/**
 * Contentful's scheme: HMAC-SHA256 over method, path, the headers that the delivery lists, and the body, a line each. The list names
 * itself and the timestamp.
 * @see https://www.contentful.com/developers/docs/webhooks/request-verification/
 */
export const contentfulScheme = (): SymmetricScheme<NeedsSecret> =>
  composedHmac(
    {
      hash: "sha256",
      header: "x-contentful-signature",
      format: "{signature}",
      encoding: "hex",
      fields: { headers: "x-contentful-signed-headers", timestamp: "x-contentful-timestamp" },
      timestamp: "milliseconds",
    },
    {
      kind: "contentful",
      looksInside: false,
      covers: {
        body: true,
        url: false,
        method: true,
        fields: ["timestamp", "header:x-contentful-timestamp", "header:x-contentful-signed-headers", "path"],
      },
      compose: ({ method = "POST", url, headers, body, fields }) => {
        const names = String(fields.headers).toLowerCase().split(",");
        if (
          names.length > 64 ||
          !names.includes("x-contentful-timestamp") ||
          !names.includes("x-contentful-signed-headers")
        ) {
          throw new WebhookError("SIGNATURE_MALFORMED", "The list of signed headers lacks the timestamp or itself.");
        }
        const lines = [...new Set(names)].sort().map((name) => {
          const value = readHeader(headers, name);
          if (value === undefined) throw new WebhookError("SIGNATURE_MALFORMED", "A signed header is missing.");
          return `${name}:${value.trim()}`;
        });
        return [[`${method}\n${signedPath(url)}\n${lines.join(";")}\n`, body]];
      },
    },
  );
