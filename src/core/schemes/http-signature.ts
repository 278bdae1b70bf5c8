import { type PublicKey, verifySignature } from "#crypto";
import type { Hash, Maybe, PublicKeyAlgorithm } from "../../crypto/types.js";
import { preparePublicKey } from "../public-key.js";
import { outcome } from "./asymmetric.js";
import {
  coversOf,
  finishHttpSignature,
  type HttpCandidate,
  type HttpSignatureData,
  parseHttpSignature,
} from "./http-signature-parts.js";
import type { NeedsPublicKey, PreparedKey, Scheme } from "./scheme.js";
import { chain } from "./template.js";

/** The algorithms of RFC 9421 §3.3 with public keys. */
const ALGORITHMS = {
  ed25519: ["Ed25519", "sha512"],
  "ecdsa-p256-sha256": ["ECDSA", "sha256"],
  "ecdsa-p384-sha384": ["ECDSA-P384", "sha384"],
  "rsa-v1_5-sha256": ["RSA", "sha256"],
  "rsa-pss-sha512": ["RSA-PSS", "sha512"],
} as const satisfies Record<string, readonly [PublicKeyAlgorithm, Hash]>;

/**
 * HTTP Message Signatures with a public key, and Content-Digest for the body.
 * @param data the algorithm, which is never taken from the message, and what must be signed
 * @example
 * ```ts
 * import { httpSignature } from "hookonce";
 *
 * const scheme = httpSignature({ algorithm: "ed25519", requires: ["@method", "@target-uri", "content-digest"] });
 * ```
 * @see RFC 9421
 */
export function httpSignature(
  data: HttpSignatureData & { readonly algorithm: keyof typeof ALGORITHMS },
): Scheme<NeedsPublicKey> {
  const [algorithm, hash] = ALGORITHMS[data.algorithm];
  return {
    kind: "http-signature",
    described: data,
    credential: "publicKey",
    looksInside: false,
    covers: coversOf(data),
    parse: (delivery) => parseHttpSignature(data, data.algorithm, delivery),
    prepare: (value, where) =>
      ({
        key: preparePublicKey(value, algorithm, hash, algorithm === "Ed25519" ? "raw-base64" : "spki", where),
      }) as PreparedKey,
    check: (delivery, parsed, keys, { nowMs }) => {
      const { bytes, base } = parsed.candidates[0] as HttpCandidate;
      const attempt = (at: number): Maybe<number> => {
        const key = (keys[at] as { key: PublicKey } | undefined)?.key;
        if (!key) return -1;
        return chain(outcome(verifySignature(key, bytes, [base])), (matches) => (matches ? at : attempt(at + 1)));
      };
      return chain(attempt(0), (at) =>
        at < 0 ? at : chain(finishHttpSignature(data, parsed, delivery, nowMs), () => at),
      );
    },
  };
}
