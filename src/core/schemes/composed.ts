import { type HmacKey, hmac, importHmacKey } from "#crypto";
import type { Part } from "../../crypto/types.js";
import { decodeSecret } from "../secrets.js";
import type { HashSchemeData, NeedsSecret, PreparedKey, Scheme, SymmetricScheme } from "./scheme.js";
import { compileScheme, toDelivery } from "./signed.js";
import { checkSymmetric, HASH_BYTES } from "./symmetric.js";
import type { Filling } from "./template.js";

/** What {@link composedHmac} is told beside the place and form of the signature. */
export interface Composition extends Pick<Scheme, "looksInside" | "covers" | "canonical" | "unwrap"> {
  readonly kind: string;
  /** The secret's bytes as the key, where they are not it. */
  readonly key?: ((secret: Uint8Array) => Uint8Array) | undefined;
  /** The texts that may be signed; one of them has to match. */
  compose(filling: Filling): readonly (readonly Part[])[];
}

/** An HMAC over text that a template cannot say, because it sorts, loops or decides. */
export function composedHmac(
  data: Omit<HashSchemeData, "signs">,
  { kind, looksInside, covers, canonical, unwrap, key: derive = (secret) => secret, compose }: Composition,
): SymmetricScheme<NeedsSecret> {
  const [{ parse }] = compileScheme({ ...data, signs: [] }, HASH_BYTES[data.hash]);
  const compute = (key: PreparedKey, parts: readonly Part[] = []) => hmac((key as { key: HmacKey }).key, parts);
  return {
    kind,
    described: data,
    credential: "secret",
    looksInside,
    covers,
    ...(canonical && { canonical }),
    ...(unwrap && { unwrap }),
    parse,
    prepare: (value, where) =>
      ({ key: importHmacKey(data.hash, derive(decodeSecret(value, data.secret, where))) }) as PreparedKey,
    compute: (key, parts) => compute(key, compose({ ...toDelivery(parts), fields: parts.fields ?? {} })[0]),
    check: (delivery, parsed, keys) => {
      const texts = compose({ ...delivery, fields: parsed.fields });
      return checkSymmetric(parsed, keys, texts.length, (key, index) => compute(key, texts[index]));
    },
  };
}
