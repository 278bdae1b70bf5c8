import type { PublicKeySchemeData } from "../../core/schemes/asymmetric.js";
import type { JwsAlgorithm, JwsData } from "../../core/schemes/jws-data.js";
import { ALGORITHMS } from "../../core/schemes/jws-keys.js";
import type { Scheme } from "../../core/schemes/scheme.js";
import { generateSigningKey, type SigningKey } from "../../crypto/signing-key.js";
import type { Hash, PublicKeyAlgorithm } from "../../crypto/types.js";
import { encodeBase64 } from "../../encoding/base64.js";
import { encodeHex } from "../../encoding/hex.js";

const made = new Map<string, Promise<SigningKey>>();

/** What each kind with a private key signs with. */
function algorithmOf({ kind, data, described }: Scheme): readonly [PublicKeyAlgorithm, Hash] | undefined {
  const { hash = "sha256" } = (data ?? {}) as { hash?: Hash };
  if (kind === "ed25519") return ["Ed25519", "sha512"];
  if (kind === "ecdsa") return ["ECDSA", hash];
  if (kind === "rsa") return ["RSA", hash];
  if (kind === "jws") {
    const [first] = [(described as JwsData).algorithm].flat() as JwsAlgorithm[];
    const [algorithm, hashed] = ALGORITHMS[first as JwsAlgorithm];
    return algorithm === "HMAC" ? undefined : [algorithm, hashed];
  }
  if (kind !== "http-signature") return;
  const { algorithm } = described as { algorithm: string };
  if (algorithm === "ed25519") return ["Ed25519", "sha512"];
  if (algorithm === "ecdsa-p384-sha384") return ["ECDSA-P384", "sha384"];
  if (algorithm === "rsa-pss-sha512") return ["RSA-PSS", "sha512"];
  return [algorithm === "rsa-v1_5-sha256" ? "RSA" : "ECDSA", "sha256"];
}

/** The private key that plays the provider's, made when it is first asked for, and kept by its name. */
export function signerOf(scheme: Scheme, name: string): Promise<SigningKey> | undefined {
  const algorithm = algorithmOf(scheme);
  if (!algorithm) return;
  const id = [...algorithm, name].join(" ");
  const known = made.get(id) ?? generateSigningKey(...algorithm);
  made.set(id, known);
  return known;
}

/** A public key as the provider writes it. */
export function writePublicKey({ kind, data }: Scheme, { spki }: SigningKey): string {
  const base64 = encodeBase64(spki);
  if (kind === "jws" || kind === "http-signature") {
    const lines = base64.match(/.{1,64}/g) as string[];
    return `-----BEGIN PUBLIC KEY-----\n${lines.join("\n")}\n-----END PUBLIC KEY-----\n`;
  }
  const { key, strip = "" } = data as PublicKeySchemeData;
  if (key === "spki") return strip + base64;
  const raw = spki.subarray(-32);
  return strip + (key === "raw-hex" ? encodeHex(raw) : encodeBase64(raw));
}

/** r‖s as DER (RFC 3279 §2.2.3), each number with as few bytes as it needs. */
export function rawToDer(raw: Uint8Array): Uint8Array {
  const numbers = [raw.subarray(0, raw.length / 2), raw.subarray(raw.length / 2)].flatMap((half) => {
    const first = half.findIndex((byte) => byte > 0);
    const digits = [...half.subarray(first < 0 ? half.length - 1 : first)];
    if ((digits[0] as number) > 127) digits.unshift(0);
    return [2, digits.length, ...digits];
  });
  return new Uint8Array([0x30, numbers.length, ...numbers]);
}
