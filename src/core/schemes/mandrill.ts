import { WebhookConfigError } from "../errors.js";
import { decodeText, insideBytes, parsePairs } from "../sources.js";
import { composedHmac } from "./composed.js";
import type { NeedsSecret, SymmetricScheme } from "./scheme.js";

/**
 * Mandrill's scheme: HMAC-SHA1 over the URL as it was registered, followed by names and values of the form, sorted by name.
 * @see https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/
 */
export function mandrillScheme(): SymmetricScheme<NeedsSecret> {
  const sortedForm = (body: Uint8Array) =>
    parsePairs(decodeText(insideBytes(body)))
      .sort(([a], [b]) => +(a > b) - +(a < b))
      .map((pair) => pair.join(""))
      .join("");
  return composedHmac(
    { hash: "sha1", header: "x-mandrill-signature", format: "{signature}", encoding: "base64" },
    {
      kind: "mandrill",
      looksInside: "form",
      covers: { body: true, url: true, method: false, fields: [] },
      canonical: ({ body }) => sortedForm(body),
      compose: ({ url, body }) => {
        if (url && /^https?:/.test(url)) return [[url, sortedForm(body)]];
        throw new WebhookConfigError(
          "PUBLIC_URL_REQUIRED",
          "Mandrill signs the URL: pass `url` whole, or set `publicUrl`.",
        );
      },
    },
  );
}
