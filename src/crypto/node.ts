import * as node from "node:crypto";
import {
  constants,
  createHash,
  createPublicKey,
  createVerify,
  type Hash as HashState,
  KeyObject,
  verify,
} from "node:crypto";
import type { Hash, Octets, Part, PublicKeyAlgorithm, RunningHash, WebCryptoKey } from "./types.js";

/** Whether {@link digest} answers at once. */
export const synchronous: boolean = true;

/** The inner block and the outer one, which has room for the inner digest behind it (RFC 2104 §2); and the keyed inner state. */
export interface HmacKey {
  readonly hash: Hash;
  readonly block: number;
  readonly inner: Buffer;
  readonly outer: Buffer;
  readonly state: HashState;
}

export interface PublicKey {
  readonly algorithm: PublicKeyAlgorithm;
  readonly hash: Hash;
  readonly key: KeyObject;
}

type OneShot = (hash: Hash, data: Uint8Array, encoding: "latin1" | "buffer") => Octets;
type BunHashers = Readonly<Record<string, { hash(data: Uint8Array): Uint8Array }>>;

const { Bun: bun } = globalThis as { readonly Bun?: BunHashers };

/** One call for a message in one piece. `crypto.hash` is missing in runtimes that follow Node 20.11 and older. */
const oneShot: OneShot = bun
  ? (hash, data) => (bun[hash.toUpperCase()] as BunHashers[string]).hash(data)
  : ((node.hash as OneShot | undefined) ?? ((hash, data) => createHash(hash).update(data).digest()));

/** How a digest is asked for. In Node a text comes for two thirds of the price of a Buffer, in Deno it is dearer. */
const form = "deno" in process.versions ? "buffer" : "latin1";

/** Where short messages are laid behind the inner block, so that one call hashes both. Holds key material: never handed out. */
const scratch = Buffer.allocUnsafeSlow(32 * 1024);
/** Whose inner block is there. */
let laid: HmacKey | undefined;

export function importHmacKey(hash: Hash, secret: Uint8Array): HmacKey {
  const block = hash === "sha384" || hash === "sha512" ? 128 : 64;
  const key = secret.length > block ? createHash(hash).update(secret).digest() : secret;
  const inner = Buffer.alloc(block, 0x36);
  const outer = Buffer.alloc(block + createHash(hash).digest().length, 0x5c);
  for (const [i, byte] of key.entries()) {
    inner[i] = byte ^ 0x36;
    outer[i] = byte ^ 0x5c;
  }
  return { hash, block, inner, outer, state: createHash(hash).update(inner) };
}

export const hmac = (key: HmacKey, parts: readonly Part[]): Uint8Array => toBytes(hmacOctets(key, parts));

function toBytes(octets: Octets): Uint8Array {
  if (typeof octets !== "string") return octets;
  const bytes = new Uint8Array(octets.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = octets.charCodeAt(i);
  return bytes;
}

/** The MAC in the form that costs least here. */
export function hmacOctets(key: HmacKey, parts: readonly Part[]): Octets {
  const { hash, block, inner } = key;
  // A UTF-16 unit is at most three bytes of UTF-8.
  let most = block;
  for (const part of parts) most += typeof part === "string" ? part.length * 3 : part.length;
  if (most <= scratch.length) {
    if (laid !== key) scratch.set(inner);
    laid = key;
    let end = block;
    for (const part of parts) {
      if (typeof part === "string") end += layText(part, end);
      else {
        scratch.set(part, end);
        end += part.length;
      }
    }
    return close(key, oneShot(hash, scratch.subarray(0, end), form));
  }
  const running = startHmac(key);
  for (const part of parts) running.update(part);
  return running.digest();
}

/** Lays a text into the scratch as UTF-8, and says how long it is there. A short one of ASCII by hand: a call costs more. */
function layText(text: string, start: number): number {
  if (text.length > 64) return scratch.write(text, start);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) return scratch.write(text, start);
    scratch[start + i] = code;
  }
  return text.length;
}

/** Hashes the inner digest behind the outer block. */
function close({ hash, block, outer }: HmacKey, digest: Octets): Octets {
  if (typeof digest !== "string") outer.set(digest, block);
  else for (let i = 0; i < digest.length; i++) outer[block + i] = digest.charCodeAt(i);
  return oneShot(hash, outer, form);
}

/** A MAC over parts that come one after the other. */
export function startHmac(key: HmacKey): RunningHash {
  const running = key.state.copy();
  return {
    update: (part) => void running.update(part),
    digest: () => toBytes(close(key, running.digest())),
  };
}

/** A digest of parts that come one after the other. */
export function startDigest(hash: Hash): RunningHash {
  const running = createHash(hash);
  return { update: (part) => void running.update(part), digest: () => running.digest() };
}

export function digest(hash: Hash, parts: readonly Part[]): Uint8Array {
  const state = createHash(hash);
  for (const part of parts) state.update(part);
  return state.digest();
}

/** The type of a key and its curve, as OpenSSL calls them, and the bytes of r‖s. */
const KINDS: Record<PublicKeyAlgorithm, readonly [type: string, curve?: string, size?: number]> = {
  Ed25519: ["ed25519"],
  ECDSA: ["ec", "prime256v1", 64],
  "ECDSA-P384": ["ec", "secp384r1", 96],
  "ECDSA-P521": ["ec", "secp521r1", 132],
  RSA: ["rsa"],
  "RSA-PSS": ["rsa"],
};

/** Takes a SubjectPublicKeyInfo in DER, or a key of Web Crypto. Throws when it is none of the algorithm. */
export function importPublicKey(
  algorithm: PublicKeyAlgorithm,
  hash: Hash,
  input: Uint8Array | WebCryptoKey,
): PublicKey {
  const key =
    input instanceof Uint8Array
      ? createPublicKey({ key: Buffer.from(input), format: "der", type: "spki" })
      : KeyObject.from(input as never);
  const [type, curve] = KINDS[algorithm];
  const { namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.type !== "public" || key.asymmetricKeyType !== type || namedCurve !== curve)
    throw new TypeError(`not a public ${algorithm} key`);
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
  // Of another length OpenSSL throws, where Web Crypto says no.
  if (signature.length !== (KINDS[algorithm][2] ?? signature.length)) return false;
  const state = createVerify(hash);
  for (const part of parts) state.update(part);
  if (algorithm === "RSA") return state.verify(key, signature);
  const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_DIGEST: saltLength } = constants;
  const how = algorithm === "RSA-PSS" ? { padding, saltLength } : { dsaEncoding: "ieee-p1363" as const };
  return state.verify({ key, ...how }, signature);
}
