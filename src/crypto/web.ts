import type { Hash, Octets, Part, PublicKeyAlgorithm, RunningHash, WebCryptoKey } from "./types.js";

/** Whether {@link digest} answers at once. */
export const synchronous: boolean = false;

export interface HmacKey {
  readonly hash: Hash;
  readonly secret: Uint8Array;
  key?: Promise<WebCryptoKey>;
}

export interface PublicKey {
  readonly algorithm: PublicKeyAlgorithm;
  readonly hash: Hash;
  readonly input: Uint8Array | WebCryptoKey;
  key?: Promise<WebCryptoKey>;
}

const name = (hash: Hash) => `SHA-${hash.slice(3)}`;

/** Web Crypto takes one buffer. A single part that is bytes already goes in as it is. */
function join(parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  if (parts.length === 1 && typeof parts[0] !== "string") return parts[0] as Uint8Array<ArrayBuffer>;
  const encoder = new TextEncoder();
  const bytes = parts.map((part) => (typeof part === "string" ? encoder.encode(part) : part));
  const all = new Uint8Array(bytes.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of bytes) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function importHmacKey(hash: Hash, secret: Uint8Array): HmacKey {
  return { hash, secret };
}

export async function hmac(key: HmacKey, parts: readonly Part[]): Promise<Uint8Array> {
  key.key ??= crypto.subtle.importKey(
    "raw",
    key.secret as Uint8Array<ArrayBuffer>,
    { name: "HMAC", hash: name(key.hash) },
    false,
    ["sign"],
  );
  return new Uint8Array(await crypto.subtle.sign("HMAC", await key.key, join(parts)));
}

export const hmacOctets = (key: HmacKey, parts: readonly Part[]): Promise<Octets> => hmac(key, parts);

/** Web Crypto takes a message in one piece only. */
export const startHmac: ((key: HmacKey) => RunningHash) | undefined = undefined;
export const startDigest: ((hash: Hash) => RunningHash) | undefined = undefined;

export async function digest(hash: Hash, parts: readonly Part[]): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest(name(hash), join(parts)));
}

const parameters = (algorithm: PublicKeyAlgorithm, hash: Hash) =>
  ({
    Ed25519: { name: "Ed25519" },
    ECDSA: { name: "ECDSA", namedCurve: "P-256", hash: name(hash) },
    "ECDSA-P384": { name: "ECDSA", namedCurve: "P-384", hash: name(hash) },
    "ECDSA-P521": { name: "ECDSA", namedCurve: "P-521", hash: name(hash) },
    RSA: { name: "RSASSA-PKCS1-v1_5", hash: name(hash) },
    "RSA-PSS": { name: "RSA-PSS", hash: name(hash), saltLength: Number(hash.slice(3)) / 8 },
  })[algorithm];

/** Takes a SubjectPublicKeyInfo in DER, or a key of Web Crypto. The import itself runs at the first use. */
export function importPublicKey(
  algorithm: PublicKeyAlgorithm,
  hash: Hash,
  input: Uint8Array | WebCryptoKey,
): PublicKey {
  if (!(input instanceof Uint8Array)) {
    const wanted: Record<string, unknown> = parameters(algorithm, hash);
    const { type, algorithm: is } = input as unknown as { type: string; algorithm: Record<string, unknown> };
    // An RSA key carries its hash, an elliptic one its curve: with another one it would verify other signatures.
    const fits = is.name === wanted.name && is.namedCurve === wanted.namedCurve;
    const hashFits = !algorithm.startsWith("RSA") || (is.hash as { name?: string } | undefined)?.name === wanted.hash;
    if (type !== "public" || !fits || !hashFits) throw new TypeError(`not a public ${algorithm} key`);
  }
  return { algorithm, hash, input };
}

export async function verifySignature(key: PublicKey, signature: Uint8Array, parts: readonly Part[]): Promise<boolean> {
  const how = parameters(key.algorithm, key.hash);
  key.key ??=
    key.input instanceof Uint8Array
      ? crypto.subtle.importKey("spki", key.input as Uint8Array<ArrayBuffer>, how, false, ["verify"])
      : Promise.resolve(key.input);
  return crypto.subtle.verify(how, await key.key, signature as Uint8Array<ArrayBuffer>, join(parts));
}
