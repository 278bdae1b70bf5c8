import type { Hash, Maybe, WebCryptoKey } from "../../crypto/types.js";
import type { Delivery, HeadersInput, RawDelivery } from "../delivery.js";
import type { SecretForm, SecretInput } from "../secrets.js";
import type { Source } from "../sources.js";
import type { TimestampForm } from "../timestamp.js";

/** A credential, or a function of the platform that gives it: the one look-up allowed before a signature holds. */
// biome-ignore lint/suspicious/noExplicitAny: each adapter names its own platform.
export type Lazy<T, Platform = any> = T | ((platform: Platform) => T | Promise<T>);

/** Options of a provider that signs with a shared secret. */
export interface NeedsSecret {
  /** One secret, or several while it is being rolled. */
  readonly secret: Lazy<SecretInput | readonly SecretInput[]>;
}

/** Options of a provider that signs with its private key. */
export interface NeedsPublicKey {
  /** One key, or several: the provider's text, PEM, DER bytes or a `CryptoKey`. */
  readonly publicKey: Lazy<SecretInput | WebCryptoKey | readonly (SecretInput | WebCryptoKey)[]>;
}

/** Options of a provider that sends a user name and a password. */
export interface NeedsBasicAuth {
  readonly username: Lazy<string | undefined>;
  readonly password: Lazy<string | undefined>;
}

/** A public JSON Web Key (RFC 7517). Its global name is there with the DOM's types only. */
export interface Jwk {
  readonly kty?: string | undefined;
  readonly crv?: string | undefined;
  readonly x?: string | undefined;
  readonly y?: string | undefined;
  readonly n?: string | undefined;
  readonly e?: string | undefined;
  readonly alg?: string | undefined;
  readonly use?: string | undefined;
  readonly key_ops?: readonly string[] | undefined;
}

/** A public key as its owner publishes it. */
export type PublishedKey = { readonly jwk: Jwk } | { readonly pem: string };

/**
 * Where published keys come from: an owner's JWKS, his PEM files. A delivery names the key it wants, by id or by address; what
 * it names is looked up among trusted places only.
 */
export type KeySource = (
  wanted: { readonly keyId: string | undefined; readonly url: string | undefined },
  options: { readonly fetch?: typeof fetch; readonly clock?: () => number },
) => Promise<PublishedKey>;

/** How a provider writes bytes as text. */
export type Encoding = "hex" | "base64" | "base64url";

/** One signature that a delivery brought. */
export interface SignatureCandidate {
  readonly bytes: Uint8Array;
  readonly keyId?: string | undefined;
}

/** What the signature header said. */
export interface ParsedSignature {
  /** At least one. */
  readonly candidates: readonly SignatureCandidate[];
  /** Timestamp, id, nonce … exactly as received: this text is what is signed. */
  readonly fields: Readonly<Record<string, string>>;
  /** Milliseconds; only when the timestamp is signed. */
  readonly timestampMs?: number | undefined;
}

/** What a signature is computed over. */
export interface SignedParts {
  readonly body?: string | Uint8Array | ArrayBuffer | undefined;
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers?: HeadersInput | undefined;
  /** The captured fields, as text: `{ timestamp: "1767225600" }`. */
  readonly fields?: Readonly<Record<string, string>> | undefined;
}

/** A key, made ready once per secret. */
export interface PreparedKey {
  readonly id?: string | undefined;
  /** Milliseconds since the epoch after which the key is not tried. */
  readonly notAfterMs?: number | undefined;
}

/** When a delivery is judged, in milliseconds: our clock, and how far a signed time may lie from it. */
export interface Moment {
  readonly nowMs: number;
  readonly toleranceMs: number;
}

/** What a signature covers, derived from what the scheme signs. */
export interface Covers {
  readonly body: boolean;
  readonly url: boolean;
  readonly method: boolean;
  /** Names of captured fields (`timestamp`), and places in the delivery (`header:webhook-id`). */
  readonly fields: readonly string[];
}

/** How a provider proves that a delivery is its own. An interface: each kind brings its own code and no other. */
export interface Scheme<Needs extends object = object> {
  readonly kind: string;
  readonly "~needs"?: Needs;
  /** Which credential it takes; `none` where its keys are fetched. */
  readonly credential: "secret" | "publicKey" | "basic" | "none";
  /** Where a credential is made of several options: which, and how. */
  readonly several?: {
    readonly options: readonly string[];
    /** Makes one text of their values. */
    readonly join: (values: readonly unknown[]) => unknown;
  };
  /** What the scheme was described with, where its kind takes data. */
  readonly data?: SchemeData;
  /** The same of a kind with code of its own: what a delivery is written from in tests. */
  readonly described?: object;
  /** Whether the signature, or what it signs, lies inside the body, which is then read before the signature holds. */
  readonly looksInside: false | "json" | "form";
  readonly covers: Covers;
  /** Options of the user that are part of what is signed, as fields of its template. */
  readonly signedOptions?: readonly string[];
  /** The scheme with options of its own, such as an audience or a webhook id. Throws `OPTION_INVALID` when they are missing. */
  configure?(options: object): Scheme<Needs>;
  /** The payload, where the body wraps it, as a token does. Asked after the signature holds. */
  unwrap?(delivery: RawDelivery): unknown;
  /** What of the body is signed, where several bodies are the same to the signature. It is what a digest then stands for. */
  canonical?(delivery: RawDelivery): string | Uint8Array;
  /** Reads what the delivery claims. Cheap, bounded, and looks at no secret. */
  parse(delivery: Delivery): ParsedSignature;
  /** Makes a key ready. `where` says in messages where the credential is found. */
  prepare(value: unknown, where?: string): PreparedKey;
  /** What a token claims: where {@link fromClaim} reads. */
  claims?(delivery: RawDelivery): unknown;
  /** The position of the key that matched, or -1. */
  check(delivery: RawDelivery, parsed: ParsedSignature, keys: readonly PreparedKey[], moment: Moment): Maybe<number>;
}

/** A scheme whose receiver can compute the signature too. */
export interface SymmetricScheme<Needs extends object = NeedsSecret> extends Scheme<Needs> {
  /** The signature of a genuine delivery. */
  compute(key: PreparedKey, parts: SignedParts): Maybe<Uint8Array>;
}

/** A signature scheme as data: what `hmac`, `digest`, `ed25519`, `ecdsa` and `rsa` have in common. */
export interface SchemeData {
  /** The header of the signature, several of which any may be present, or another place. */
  readonly header: string | readonly string[] | Source;
  /**
   * One element or the whole list: `{signature}`, `sha256={signature}`, `t={timestamp},v1={signature}`. Every name but
   * `signature` and `keyId` becomes a field.
   */
  readonly format: string;
  /**
   * Splits header and format. Labelled elements match in any order, unlabelled ones by position, the last of which repeats;
   * unknown labels are ignored. Default: the header is one value.
   */
  readonly separator?: string | undefined;
  readonly encoding: Encoding;
  /** Whether upper-case hex is accepted. Default `false`. */
  readonly anyCaseHex?: boolean | undefined;
  /** How many signatures one delivery may bring. Default 16. */
  readonly maxCandidates?: number | undefined;
  /** Further fields and where they stand: a header's name or a source. */
  readonly fields?: Readonly<Record<string, string | Source>> | undefined;
  /** Headers that must have just this value, such as the name of an algorithm. */
  readonly expect?: Readonly<Record<string, string>> | undefined;
  /** How the field `timestamp` is written. It must be part of what is signed. */
  readonly timestamp?: TimestampForm | undefined;
  /**
   * What is signed: `{body} {method} {url} {address} {path} {header:x} {query:x} {form:x} {json:x}` and the captured fields, filters as in
   * `{body|sha256}` (`sha256`, `crc32`, `json`, `minify`, `lower`, `unescape`), `[…]` left out when a value in it is absent, `{{` for a brace.
   * Several: any of them.
   */
  readonly signs: string | readonly string[];
}

/** {@link SchemeData} of a keyed or unkeyed hash. */
export interface HashSchemeData extends SchemeData {
  readonly hash: Hash;
  readonly secret?: SecretForm | undefined;
}
