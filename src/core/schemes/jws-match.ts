import { type HmacKey, hmac, importPublicKey, type PublicKey, verifySignature } from "#crypto";
import type { Hash, Maybe, Part, PublicKeyAlgorithm } from "../../crypto/types.js";
import type { RawDelivery } from "../delivery.js";
import { outcome } from "./asymmetric.js";
import type { JwsData } from "./jws-data.js";
import { ALGORITHMS, findCertified, findPublished, type PublicKeyName } from "./jws-keys.js";
import { signedParts } from "./jws-parts.js";
import type { Setup } from "./jws-setup.js";
import type { Token } from "./jws-token.js";
import type { ParsedSignature, PreparedKey } from "./scheme.js";
import { checkSymmetric } from "./symmetric.js";
import { chain } from "./template.js";

/** What {@link findToken} gave, kept for the check. */
export interface ParsedToken extends ParsedSignature {
  readonly token: Token;
}

/** A prepared key holds one for each algorithm that a token may name. */
export const keyFor = <Key>(key: PreparedKey, algorithm: unknown): Key =>
  (key as Readonly<Record<string, Key>>)[algorithm as string] as Key;

/** The position of the first key that made the signature, over whichever way of writing, or -1. */
function matchPublic(
  keys: readonly PublicKey[],
  signature: Uint8Array,
  contents: readonly (readonly Part[])[],
): Maybe<number> {
  const attempt = (i: number): Maybe<number> => {
    const at = Math.floor(i / contents.length);
    const key = keys[at];
    if (!key) return -1;
    const verified = verifySignature(key, signature, contents[i % contents.length] as readonly Part[]);
    return chain(outcome(verified), (matches) => (matches ? at : attempt(i + 1)));
  };
  return attempt(0);
}

/** The position of the key that made the token, or -1. Fetched keys and certificates stand at 0. */
export function matchToken(
  data: JwsData,
  delivery: RawDelivery,
  parsed: ParsedToken,
  keys: readonly PreparedKey[],
  { source, certificates, fetch }: Setup,
  nowMs: number,
): Maybe<number> {
  const { token } = parsed;
  const { alg } = token.header;
  const contents = signedParts(data, token, delivery);
  const matchOne = (key: PublicKey) => matchPublic([key], token.signature, contents);
  if (source) {
    const fetching = { ...(fetch && { fetch }), clock: () => nowMs };
    return findPublished(source, token, fetching).then(matchOne);
  }
  const [algorithm, hash] = ALGORITHMS[alg as PublicKeyName] as readonly ["HMAC" | PublicKeyAlgorithm, Hash, number];
  if (algorithm === "HMAC") {
    return checkSymmetric(parsed, keys, contents.length, (key, i) =>
      hmac(keyFor<HmacKey>(key, alg), contents[i] as readonly Part[]),
    );
  }
  if (certificates) {
    const found = findCertified(certificates, token, nowMs);
    return chain(found, (spki) => matchOne(importPublicKey(algorithm, hash, spki)));
  }
  return matchPublic(
    keys.map((key) => keyFor<PublicKey>(key, alg)),
    token.signature,
    contents,
  );
}
