/** The hashes that schemes use. */
export type Hash = "sha1" | "sha256" | "sha384" | "sha512";

/** Text is hashed as UTF-8. A body goes in as the bytes that arrived. */
export type Part = string | Uint8Array;

/**
 * The public-key algorithms that schemes use. RSA means RSASSA-PKCS1-v1_5, with RSA-PSS the salt is as long as the hash; ECDSA is over
 * P-256, signatures are r‖s.
 */
export type PublicKeyAlgorithm = "Ed25519" | "ECDSA" | "ECDSA-P384" | "ECDSA-P521" | "RSA" | "RSA-PSS";

/** Bytes, or a text with a character from U+0000 to U+00FF for each of them: Node gives a digest as text for two thirds of the price. */
export type Octets = Uint8Array | string;

/** A MAC or a digest of a message that arrives in pieces. */
export interface RunningHash {
  update(part: Part): void;
  /** Ends it. */
  digest(): Uint8Array;
}

/** node:crypto answers at once, Web Crypto later. */
export type Maybe<T> = T | Promise<T>;

/** A `CryptoKey`. That name is global with the DOM's types only: `@types/node` has it under another name up to 22. */
export type WebCryptoKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;
