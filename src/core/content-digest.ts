import { digest } from "#crypto";
import type { Hash, Maybe } from "../crypto/types.js";
import { type RawDelivery, readHeader } from "./delivery.js";
import { WebhookError } from "./errors.js";
import { chain } from "./schemes/template.js";
import { parseDictionary } from "./structured-fields.js";
import { timingSafeVerify } from "./timing-safe-verify.js";

/** The algorithms of RFC 9530 §5 that are not deprecated. */
const HASHES: Readonly<Record<string, Hash>> = { "sha-256": "sha256", "sha-512": "sha512" };

/**
 * Compares the header `content-digest` with the body: every digest of a known algorithm must match, and one must be there.
 * @throws WebhookError `SIGNATURE_MISSING`, `SIGNATURE_MALFORMED`, `BODY_DIGEST_MISMATCH`
 * @see RFC 9530
 */
export function checkContentDigest({ headers, body }: RawDelivery): Maybe<true> {
  const text = readHeader(headers, "content-digest");
  if (!text) throw new WebhookError("SIGNATURE_MISSING", "The header content-digest is missing.");
  const members = parseDictionary(text);
  const digests = [...(members ?? [])].flatMap(([name, { value }]) => {
    const hash = Object.hasOwn(HASHES, name) ? HASHES[name] : undefined;
    return hash ? [{ hash, expected: value }] : [];
  });
  if (!digests.length || !digests.every(({ expected }) => expected instanceof Uint8Array)) {
    throw new WebhookError("SIGNATURE_MALFORMED", "The header content-digest holds no SHA-256 or SHA-512.");
  }
  const next = (i: number): Maybe<true> => {
    const one = digests[i];
    if (!one) return true;
    return chain(digest(one.hash, [body]) as Maybe<Uint8Array>, (bytes) => {
      if (timingSafeVerify(bytes, [one.expected as Uint8Array])) return next(i + 1);
      throw new WebhookError("BODY_DIGEST_MISMATCH", "The body is not the one whose digest was signed.");
    });
  };
  return next(0);
}
