import {
  createHash,
  createHmac,
  createPublicKey,
  createSecretKey,
  createVerify,
  KeyObject,
  type KeyObject as Key,
  verify,
} from "node:crypto";
import type { Hash, Part, PublicKeyAlgorithm } from "./types.js";

/** Whether {@link digest} answers at once. */
export const synchronous: boolean = true;

export interface HmacKey {
  readonly hash: Hash;
  readonly key: Key;
}

export interface PublicKey {
  readonly algorithm: PublicKeyAlgorithm;
  readonly hash: Hash;
  readonly key: Key;
}

export function importHmacKey(hash: Hash, secret: Uint8Array): HmacKey {
  return { hash, key: createSecretKey(secret) };
}

export function hmac({ hash, key }: HmacKey, parts: readonly Part[]): Uint8Array {
  const mac = createHmac(hash, key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

export function digest(hash: Hash, parts: readonly Part[]): Uint8Array {
  const state = createHash(hash);
  for (const part of parts) state.update(part);
  return state.digest();
}

/** Takes a SubjectPublicKeyInfo in DER, or a key of Web Crypto. Throws when it is none of the algorithm. */
export function importPublicKey(algorithm: PublicKeyAlgorithm, hash: Hash, input: Uint8Array | CryptoKey): PublicKey {
  const key =
    input instanceof Uint8Array
      ? createPublicKey({ key: Buffer.from(input), format: "der", type: "spki" })
      : KeyObject.from(input as never);
  const type = { Ed25519: "ed25519", ECDSA: "ec", RSA: "rsa" }[algorithm];
  if (key.type !== "public" || key.asymmetricKeyType !== type) throw new TypeError(`not a public ${algorithm} key`);
  return { algorithm, hash, key };
}

export function verifySignature(
  { algorithm, hash, key }: PublicKey,
  signature: Uint8Array,
  parts: readonly Part[],
): boolean {
  // Ed25519 hashes its input twice, so that it takes one buffer.
  if (algorithm === "Ed25519") {
    const data = Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
    return verify(null, data, key, signature);
  }
  const state = createVerify(hash);
  for (const part of parts) state.update(part);
  return state.verify(algorithm === "ECDSA" ? { key, dsaEncoding: "ieee-p1363" } : key, signature);
}
