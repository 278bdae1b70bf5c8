import { WebhookConfigError } from "../errors.js";
import { decodeText, insideBytes, parsePairs, queryOf } from "../sources.js";
import { composedHmac } from "./composed.js";
import type { NeedsSecret, SymmetricScheme } from "./scheme.js";

type Pair = [name: string, value: string];

const byNameAndValue = ([a, x]: Pair, [b, y]: Pair) => +(a > b) - +(a < b) || +(x > y) - +(x < y);

/**
 * Plivo's scheme V3: HMAC-SHA256 over the URL, the sorted query, the sorted form fields and a nonce. A `?` stands before the fields even
 * where there is no query.
 * @see https://www.plivo.com/docs/voice/concepts/signature-validation
 */
export const plivoScheme = (): SymmetricScheme<NeedsSecret> =>
  composedHmac(
    {
      hash: "sha256",
      header: "x-plivo-signature-v3",
      format: "{signature}",
      separator: ",",
      encoding: "base64",
      fields: { nonce: "x-plivo-signature-v3-nonce" },
    },
    {
      kind: "plivo",
      looksInside: "form",
      covers: { body: true, url: true, method: false, fields: ["nonce", "header:x-plivo-signature-v3-nonce"] },
      canonical: ({ body }) => sorted(parsePairs(decodeText(insideBytes(body)))),
      compose: ({ url, body, fields }) => {
        const base = url?.match(/^https?:\/\/[^?#]+/i)?.[0];
        if (!base) {
          throw new WebhookConfigError(
            "PUBLIC_URL_REQUIRED",
            "Plivo signs the URL: pass `url` whole, or set `publicUrl`.",
          );
        }
        const query = parsePairs(queryOf(url).slice(1))
          .sort(byNameAndValue)
          .map((pair) => pair.join("="))
          .join("&");
        const form = sorted(parsePairs(decodeText(insideBytes(body))));
        const question = query || form ? "?" : "";
        return [[`${base}${question}${query}${query && form ? "." : ""}${form}.${fields.nonce}`]];
      },
    },
  );

const sorted = (pairs: Pair[]) =>
  pairs
    .sort(byNameAndValue)
    .map((pair) => pair.join(""))
    .join("");
