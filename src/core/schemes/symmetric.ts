import type { Hash, Maybe, Octets, Part } from "../../crypto/types.js";
import { decodeSecret } from "../secrets.js";
import { matchesAny } from "../timing-safe-verify.js";
import type { HashSchemeData, NeedsSecret, ParsedSignature, PreparedKey, SymmetricScheme } from "./scheme.js";
import { compileScheme, toDelivery } from "./signed.js";
import { type Filling, render, type Token } from "./template.js";

/** Bytes of each hash. */
export const HASH_BYTES = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 } as const;

/** Computes once for each key and template, and looks for the result among all candidates. */
export function checkSymmetric(
  { candidates }: ParsedSignature,
  keys: readonly PreparedKey[],
  templates: number,
  compute: (key: PreparedKey, template: number) => Maybe<Octets>,
): Maybe<number> {
  const attempt = (from: number): Maybe<number> => {
    for (let i = from; i < keys.length * templates; i++) {
      const at = Math.floor(i / templates);
      const bytes = compute(keys[at] as PreparedKey, i % templates);
      if (bytes instanceof Promise) {
        return bytes.then((later) => (matchesAny(later, candidates) ? at : attempt(i + 1)));
      }
      if (matchesAny(bytes, candidates)) return at;
    }
    return -1;
  };
  return attempt(0);
}

/** Schemes whose whole body is hashed as it is, in one place: it can be hashed while it arrives. A copy of one is none of them. */
export const hashedWhole = /* @__PURE__ */ new WeakMap<object, readonly Token[]>();

/** A scheme whose signature is a hash that we compute too. `secret` is a field of the template where nothing keys the hash. */
export function hashScheme<Key>(
  kind: string,
  data: HashSchemeData,
  importKey: (hash: Hash, secret: Uint8Array) => Key,
  hash: (key: Key, parts: readonly Part[]) => Maybe<Uint8Array>,
  hashForCheck: (key: Key, parts: readonly Part[]) => Maybe<Octets> = hash,
): SymmetricScheme<NeedsSecret> {
  const [scheme, templates] = compileScheme(data, HASH_BYTES[data.hash]);
  const compute = <T>(
    by: (key: Key, parts: readonly Part[]) => Maybe<T>,
    key: PreparedKey,
    filling: Filling,
    index: number,
  ): Maybe<T> => {
    const { imported, secret } = key as { imported: Key; secret: Uint8Array };
    const joined = kind === "digest" ? { ...filling, fields: { ...filling.fields, secret } } : filling;
    const filled = render(templates[index] ?? [], joined);
    return filled instanceof Promise ? filled.then((parts) => by(imported, parts)) : by(imported, filled);
  };
  const made: SymmetricScheme<NeedsSecret> = {
    ...scheme,
    kind,
    credential: "secret",
    prepare: (value, where) => {
      const secret = decodeSecret(value, data.secret, where);
      return { imported: importKey(data.hash, secret), secret } as PreparedKey;
    },
    compute: (key, parts) => compute(hash, key, { ...toDelivery(parts), fields: parts.fields ?? {} }, 0),
    check: ({ method, url, headers, body }, parsed, keys) => {
      const filling = { method, url, headers, body, fields: parsed.fields };
      return checkSymmetric(parsed, keys, templates.length, (key, index) => compute(hashForCheck, key, filling, index));
    },
  };
  const [tokens = [], another] = templates;
  const bodies = tokens.filter(({ name, literal }) => name === "body" || /^[[\]]$/.test(literal));
  if (kind === "hmac" && !another && bodies.length === 1 && !bodies[0]?.filters.length) hashedWhole.set(made, tokens);
  return made;
}
