import type { Maybe } from "../../crypto/types.js";
import { timingSafeVerify } from "../timing-safe-verify.js";
import type { ParsedSignature, PreparedKey } from "./scheme.js";
import { then } from "./template.js";

/** Bytes of each hash. */
export const HASH_BYTES = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 } as const;

/** Computes once for each key and template, and looks for the result among all candidates. */
export function checkSymmetric(
  { candidates }: ParsedSignature,
  keys: readonly PreparedKey[],
  templates: number,
  compute: (key: PreparedKey, template: number) => Maybe<Uint8Array>,
): Maybe<number> {
  const attempt = (i: number): Maybe<number> => {
    const at = Math.floor(i / templates);
    const key = keys[at];
    if (!key) return -1;
    return then(compute(key, i % templates), (bytes) => (timingSafeVerify(bytes, candidates) ? at : attempt(i + 1)));
  };
  return attempt(0);
}
