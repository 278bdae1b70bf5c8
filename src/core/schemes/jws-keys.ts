import { importPublicKey, type PublicKey } from "#crypto";
import type { Hash, Maybe, PublicKeyAlgorithm } from "../../crypto/types.js";
import { decodeBase64 } from "../../encoding/base64.js";
import { decodeHex } from "../../encoding/hex.js";
import { WebhookConfigError, WebhookError } from "../errors.js";
import { jwkToSpki } from "../jwk.js";
import { preparePublicKey } from "../public-key.js";
import { decodeText } from "../sources.js";
import type { CertificateKeys, JwsAlgorithm } from "./jws-data.js";
import type { Token } from "./jws-token.js";
import type { KeySource, PublishedKey } from "./scheme.js";

/** Key type, hash, and the length of a signature where it is fixed (RFC 7518 §3). */
export const ALGORITHMS: Readonly<Record<JwsAlgorithm, readonly ["HMAC" | PublicKeyAlgorithm, Hash, number]>> = {
  HS256: ["HMAC", "sha256", 32],
  HS384: ["HMAC", "sha384", 48],
  HS512: ["HMAC", "sha512", 64],
  RS256: ["RSA", "sha256", 0],
  RS384: ["RSA", "sha384", 0],
  RS512: ["RSA", "sha512", 0],
  ES256: ["ECDSA", "sha256", 64],
  ES384: ["ECDSA-P384", "sha384", 96],
  ES512: ["ECDSA-P521", "sha512", 132],
};

export type PublicKeyName = Exclude<JwsAlgorithm, `HS${string}`>;

function importJwk(jwk: unknown, name: PublicKeyName): PublicKey | undefined {
  const [algorithm, hash] = ALGORITHMS[name] as readonly [PublicKeyAlgorithm, Hash, number];
  const hex = jwkToSpki(jwk, algorithm, name);
  return hex === undefined ? undefined : importPublicKey(algorithm, hash, decodeHex(hex) as Uint8Array);
}

const isText = (value: unknown): value is string => typeof value === "string";

/** The base64 of a PEM text, as APIs hand it out, and that text. */
function unwrapPem(text: string): string {
  const bytes = /^LS0tLS1CRUdJTiB[\w+/=\s]+$/.test(text) && decodeBase64(text.replace(/\s/g, ""));
  return bytes ? decodeText(bytes) : text;
}

/**
 * A public key that the user gave.
 * @throws WebhookConfigError `SECRET_MISSING`, `PUBLIC_KEY_UNUSABLE`
 */
export function prepareTokenKey(value: unknown, name: PublicKeyName, where = "set it"): PublicKey {
  const [algorithm, hash] = ALGORITHMS[name] as readonly [PublicKeyAlgorithm, Hash, number];
  const isJwk = isText(value)
    ? /^\s*\{/.test(value)
    : typeof value === "object" && value && Object.hasOwn(value, "kty");
  if (!isJwk) {
    return preparePublicKey(isText(value) ? unwrapPem(value) : value, algorithm, hash, "spki", where);
  }
  try {
    const key = importJwk(isText(value) ? JSON.parse(value) : value, name);
    if (key) return key;
  } catch {
    // What the engine says could quote the input.
  }
  throw new WebhookConfigError("PUBLIC_KEY_UNUSABLE", `This is no public JWK for ${name}: copy it again (${where}).`);
}

/** Keys by the object in which they were published: a source gives the same one until it fetches anew. */
const imported = /* @__PURE__ */ new WeakMap<object, Map<string, PublicKey>>();

/** A published key, ready for use. */
function importPublished(published: PublishedKey, name: PublicKeyName): PublicKey | undefined {
  if ("pem" in published) return prepareTokenKey(published.pem, name);
  const { jwk } = published;
  const known = imported.get(jwk)?.get(name);
  if (known) return known;
  const key = importJwk(jwk, name);
  if (key) imported.set(jwk, (imported.get(jwk) ?? new Map()).set(name, key));
  return key;
}

const otherKey = () => new WebhookError("KEY_UNKNOWN", "The key that the token names is published for something else.");

/**
 * The key that a token names, from where its sender publishes it.
 * @throws WebhookError `KEY_UNKNOWN`, `KEY_UNAVAILABLE`
 */
export async function findPublished(
  source: KeySource,
  { header }: Token,
  options: Parameters<KeySource>[1],
): Promise<PublicKey> {
  let published: PublishedKey;
  try {
    published = await source({ keyId: header.kid as string | undefined, url: undefined }, options);
  } catch (cause) {
    if (cause instanceof WebhookError) throw cause;
    throw new WebhookError("KEY_UNAVAILABLE", "The public key cannot be had.", cause);
  }
  try {
    const key = importPublished(published, header.alg as PublicKeyName);
    if (key) return key;
  } catch {
    // Of another kind than the algorithm needs, like a missing one.
  }
  throw otherKey();
}

/**
 * The key of the certificates that a token brings.
 * @throws WebhookError `SIGNATURE_MALFORMED`, and whatever the certificates are refused with
 */
export function findCertified(certificates: CertificateKeys, { header }: Token, nowMs: number): Maybe<Uint8Array> {
  const { x5c } = header;
  if (!Array.isArray(x5c) || !x5c.every(isText)) {
    throw new WebhookError("SIGNATURE_MALFORMED", "The token brings no certificates.");
  }
  return certificates(x5c, nowMs);
}
