import * as node from "node:crypto";
import { createHash, createPublicKey, createVerify, type Hash as HashState, KeyObject, verify } from "node:crypto";
import type { Hash, Part, PublicKeyAlgorithm } from "./types.js";

/** Whether {@link digest} answers at once. */
export const synchronous: boolean = true;

/** A keyed inner state to copy, and the outer block with room for the inner digest behind it (RFC 2104 §2). */
export interface HmacKey {
  readonly hash: Hash;
  readonly inner: HashState;
  readonly outer: Buffer;
  readonly block: number;
}

export interface PublicKey {
  readonly algorithm: PublicKeyAlgorithm;
  readonly hash: Hash;
  readonly key: KeyObject;
}

const oneShot: (hash: Hash, data: Buffer) => Buffer = node.hash
  ? (hash, data) => node.hash(hash, data, "buffer")
  : (hash, data) => createHash(hash).update(data).digest();

/** Both pads are hashed from the key once, which saves half the work of a short message. */
export function importHmacKey(hash: Hash, secret: Uint8Array): HmacKey {
  const block = hash === "sha384" || hash === "sha512" ? 128 : 64;
  const key = secret.length > block ? createHash(hash).update(secret).digest() : secret;
  const size = createHash(hash).digest().length;
  const inner = Buffer.alloc(block, 0x36);
  const outer = Buffer.alloc(block + size, 0x5c);
  for (const [i, byte] of key.entries()) {
    inner[i] = byte ^ 0x36;
    outer[i] = byte ^ 0x5c;
  }
  return { hash, inner: createHash(hash).update(inner), outer, block };
}

export function hmac({ hash, inner, outer, block }: HmacKey, parts: readonly Part[]): Uint8Array {
  const state = inner.copy();
  for (const part of parts) state.update(part);
  outer.set(state.digest(), block);
  return oneShot(hash, outer);
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
