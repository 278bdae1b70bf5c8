import type { Octets } from "../crypto/types.js";
import type { SignatureCandidate } from "./schemes/scheme.js";

/**
 * Whether one of the candidates is the expected signature. Each is looked at to its last byte, and all of them are, so that
 * the time tells nothing about where they differ. A candidate of another length never matches, and nothing matches an empty
 * signature.
 * @param expected the signature that we computed
 * @param candidates what the delivery brought
 * @example
 * ```ts
 * import { timingSafeVerify } from "hookonce";
 * timingSafeVerify(new Uint8Array([1, 2]), [new Uint8Array([1, 3]), new Uint8Array([1, 2])]); // true
 * ```
 */
export function timingSafeVerify(
  expected: Uint8Array,
  candidates: readonly (Uint8Array | SignatureCandidate)[],
): boolean {
  return matchesAny(expected, candidates);
}

/** The same for a signature that is text. */
export function matchesAny(expected: Octets, candidates: readonly (Uint8Array | SignatureCandidate)[]): boolean {
  const isText = typeof expected === "string";
  let found = 0;
  for (const candidate of candidates) {
    const bytes = candidate instanceof Uint8Array ? candidate : candidate.bytes;
    let difference = bytes.length ^ expected.length || +!expected.length;
    for (let i = 0; i < expected.length; i++) {
      difference |= (isText ? expected.charCodeAt(i) : (expected[i] as number)) ^ (bytes[i] ?? 0);
    }
    found |= +(difference === 0);
  }
  return found === 1;
}
