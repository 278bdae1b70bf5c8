import { type PublicKey, verifySignature } from "#crypto";
import type { Hash, Maybe, PublicKeyAlgorithm } from "../../crypto/types.js";
import { WebhookError } from "../errors.js";
import { type PublicKeyForm, preparePublicKey } from "../public-key.js";
import type { NeedsPublicKey, PreparedKey, Scheme, SchemeData } from "./scheme.js";
import { compileScheme } from "./signed.js";
import { chain, render } from "./template.js";

/** {@link SchemeData} of a signature made with a private key. */
export interface PublicKeySchemeData extends SchemeData {
  /** How the provider writes its public key. */
  readonly key: PublicKeyForm;
  /** A prefix of the key's text that is no part of it: `whpk_`. */
  readonly strip?: string | undefined;
}

/** Web Crypto imports a key when it is first used, and only then sees a point that is not on the curve. */
export const outcome = (verified: Maybe<boolean>): Maybe<boolean> =>
  verified instanceof Promise
    ? verified.catch(() => {
        throw new WebhookError("KEY_UNAVAILABLE", "The engine refuses the public key: copy it again, whole.");
      })
    : verified;

/** What the three public-key kinds share: each candidate is tried against each key. */
export function signatureScheme(
  kind: string,
  data: PublicKeySchemeData,
  algorithm: PublicKeyAlgorithm,
  hash: Hash,
  size: number,
  decode: (bytes: Uint8Array) => Uint8Array | undefined = (bytes) => bytes,
): Scheme<NeedsPublicKey> {
  const [scheme, templates] = compileScheme(data, size);
  return {
    ...scheme,
    kind,
    credential: "publicKey",
    prepare: (value, where) =>
      ({ key: preparePublicKey(value, algorithm, hash, data.key, where, data.strip) }) as PreparedKey,
    check: (delivery, { candidates, fields }, keys) => {
      const attempt = (i: number): Maybe<number> => {
        const at = Math.floor(i / (candidates.length * templates.length));
        const key = (keys[at] as { key: PublicKey } | undefined)?.key;
        if (!key) return -1;
        const signature = decode(candidates[i % candidates.length]?.bytes as Uint8Array);
        if (!signature) return attempt(i + 1);
        const tokens = templates[Math.floor(i / candidates.length) % templates.length] ?? [];
        return chain(render(tokens, { ...delivery, fields }), (parts) =>
          chain(outcome(verifySignature(key, signature, parts)), (matches) => (matches ? at : attempt(i + 1))),
        );
      };
      return attempt(0);
    },
  };
}
