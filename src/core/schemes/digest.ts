import { digest as computeDigest } from "#crypto";
import type { Hash } from "../../crypto/types.js";
import type { HashSchemeData, NeedsSecret, SymmetricScheme } from "./scheme.js";
import { hashScheme } from "./symmetric.js";

/**
 * An unkeyed hash over text that the secret is part of: `{secret}{body}`. Older schemes do this; where you have the choice,
 * take {@link hmac}.
 * @param data the scheme; `signs` must hold `{secret}`, else anybody could compute it
 * @example
 * ```ts
 * import { digest } from "hookonce";
 *
 * const scheme = digest({
 *   hash: "sha256",
 *   header: "x-acme-signature",
 *   format: "{signature}",
 *   encoding: "hex",
 *   signs: "{secret}{body}",
 * });
 * ```
 */
export const digest = (data: HashSchemeData): SymmetricScheme<NeedsSecret> =>
  hashScheme("digest", data, (hash: Hash) => hash, computeDigest);
