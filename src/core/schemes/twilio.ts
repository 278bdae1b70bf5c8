import { digest, type HmacKey, hmac, importHmacKey } from "#crypto";
import { decodeBase64 } from "../../encoding/base64.js";
import { encodeHex } from "../../encoding/hex.js";
import { type RawDelivery, readHeader, toBytes } from "../delivery.js";
import { WebhookConfigError, WebhookError } from "../errors.js";
import { decodeSecret } from "../secrets.js";
import { decodeText, insideBytes, parsePairs, queryOf } from "../sources.js";
import { timingSafeVerify } from "../timing-safe-verify.js";
import type { NeedsSecret, SymmetricScheme } from "./scheme.js";
import { toDelivery } from "./signed.js";
import { checkSymmetric, HASH_BYTES } from "./symmetric.js";
import { chain } from "./template.js";

/** The one value of `bodySHA256` in the query: such a delivery signs its URL, which holds the hash of its body. */
function signedBodyHash(url = ""): string | undefined {
  const [found, ...others] = queryOf(url).match(/(?<=[?&])bodySHA256=[^&]*/g) ?? [];
  if (others.length) throw new WebhookError("SIGNATURE_MALFORMED", "The URL holds bodySHA256 more than once.");
  return found?.slice(11);
}

/** Names and values without separators, sorted by code unit, equal pairs once. */
function sortedForm(body: Uint8Array): string {
  const order = ([a, x]: [string, string], [b, y]: [string, string]) => +(a > b) - +(a < b) || +(x > y) - +(x < y);
  const pairs = parsePairs(decodeText(insideBytes(body))).sort(order);
  return pairs
    .filter((pair, i) => i === 0 || order(pair, pairs[i - 1] as [string, string]) !== 0)
    .map((pair) => pair.join(""))
    .join("");
}

/** Twilio signs the URL now with its port and now without (its own library tries both). */
function spellings(url: string): string[] {
  const parts = url.match(/^(https?):\/\/([^/?#]*@)?([^/?#:]+)(:\d+)?(.*)$/s);
  if (!parts) return [url];
  const [, protocol, user = "", host, port, rest] = parts;
  const head = `${protocol}://${user}${host}`;
  return [url, port ? head + rest : `${head}:${protocol === "https" ? 443 : 80}${rest}`];
}

/**
 * Twilio's scheme: HMAC-SHA1 over the full URL, followed by the sorted form fields, or holding the SHA-256 of a JSON body. It
 * sorts, so that it cannot be said as a template.
 * @see https://www.twilio.com/docs/usage/security#validating-requests
 */
export function twilioScheme(): SymmetricScheme<NeedsSecret> {
  const keyOf = (key: object) => (key as { key: HmacKey }).key;

  /** What of the body is signed behind the URL; nothing where the URL holds its hash. */
  const tailOf = ({ url, body }: RawDelivery) => (signedBodyHash(url) === undefined ? sortedForm(body) : "");

  function urlOf({ url }: RawDelivery): string {
    if (url && /^https?:/.test(url)) return url;
    throw new WebhookConfigError("PUBLIC_URL_REQUIRED", "Twilio signs the URL: pass `url` whole, or set `publicUrl`.");
  }

  return {
    kind: "twilio",
    credential: "secret",
    looksInside: "form",
    canonical: ({ url, body }) => (signedBodyHash(url) === undefined ? sortedForm(body) : body),
    covers: { body: true, url: true, method: false, fields: [] },
    parse: ({ headers }) => {
      const text = readHeader(headers, "x-twilio-signature");
      if (!text) throw new WebhookError("SIGNATURE_MISSING", "The header x-twilio-signature is missing.");
      const bytes = text.length < 64 && decodeBase64(text);
      if (!bytes || bytes.length !== HASH_BYTES.sha1) {
        throw new WebhookError("SIGNATURE_MALFORMED", "The header x-twilio-signature is no base64 of 20 bytes.");
      }
      return { candidates: [{ bytes }], fields: {} };
    },
    prepare: (value, where) =>
      ({ key: importHmacKey("sha1", decodeSecret(value, { refuse: ["AC", "SK"] }, where)) }) as object,
    compute: (key, parts) => {
      const delivery = toDelivery(parts);
      return hmac(keyOf(key), [urlOf(delivery), tailOf(delivery)]);
    },
    check: (delivery, parsed, keys) => {
      const urls = spellings(urlOf(delivery));
      const tail = tailOf(delivery);
      const matched = checkSymmetric(parsed, keys, urls.length, (key, index) =>
        hmac(keyOf(key), [urls[index] as string, tail]),
      );
      return chain(matched, (at) => {
        const expected = at < 0 ? undefined : signedBodyHash(delivery.url as string);
        if (expected === undefined) return at;
        return chain(digest("sha256", [delivery.body]), (hash) => {
          if (timingSafeVerify(toBytes(encodeHex(hash)), [toBytes(expected)])) return at;
          throw new WebhookError("BODY_DIGEST_MISMATCH", "The body is not the one whose hash was signed.");
        });
      });
    },
  };
}
