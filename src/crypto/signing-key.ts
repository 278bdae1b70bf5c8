import type { Hash, Part, PublicKeyAlgorithm, WebCryptoKey } from "./types.js";

/** A private key for tests, with its public half. */
export interface SigningKey {
  /** The public key as a SubjectPublicKeyInfo in DER. */
  readonly spki: Uint8Array;
  /** ECDSA gives r‖s. */
  sign(parts: readonly Part[]): Promise<Uint8Array>;
}

const CURVES = { ECDSA: "P-256", "ECDSA-P384": "P-384", "ECDSA-P521": "P-521" } as const;

/** How Web Crypto makes the key, and how it signs with it. */
function parameters(algorithm: PublicKeyAlgorithm, hash: Hash) {
  const hashName = `SHA-${hash.slice(3)}`;
  if (algorithm === "Ed25519") return [{ name: "Ed25519" }, { name: "Ed25519" }] as const;
  if (algorithm === "RSA" || algorithm === "RSA-PSS") {
    const name = algorithm === "RSA" ? "RSASSA-PKCS1-v1_5" : "RSA-PSS";
    const publicExponent = new Uint8Array([1, 0, 1]);
    return [
      { name, hash: hashName, modulusLength: 2048, publicExponent },
      { name, saltLength: Number(hash.slice(3)) / 8 },
    ] as const;
  }
  return [
    { name: "ECDSA", namedCurve: CURVES[algorithm] },
    { name: "ECDSA", hash: hashName },
  ] as const;
}

/** Makes a key pair with Web Crypto, which every runtime has. For tests: it is kept nowhere. */
export async function generateSigningKey(algorithm: PublicKeyAlgorithm, hash: Hash): Promise<SigningKey> {
  const [made, how] = parameters(algorithm, hash);
  const pair = (await crypto.subtle.generateKey(made, true, ["sign", "verify"])) as {
    readonly privateKey: WebCryptoKey;
    readonly publicKey: WebCryptoKey;
  };
  const encoder = new TextEncoder();
  return {
    spki: new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey)),
    async sign(parts) {
      const bytes = parts.flatMap((part) => [...(typeof part === "string" ? encoder.encode(part) : part)]);
      return new Uint8Array(await crypto.subtle.sign(how, pair.privateKey, new Uint8Array(bytes)));
    },
  };
}
