import type { Hash, Maybe, Part, WebCryptoKey } from "../../crypto/types.js";
import type { RawDelivery } from "../delivery.js";
import type { SecretForm, SecretInput } from "../secrets.js";
import type { Source } from "../sources.js";
import type { Encoding, Jwk, KeySource, Lazy, NeedsSecret } from "./scheme.js";

/** The algorithms of a token (RFC 7518 §3). There is no `none`. */
export type JwsAlgorithm = "HS256" | "HS384" | "HS512" | "RS256" | "RS384" | "RS512" | "ES256" | "ES384" | "ES512";

/** What a claim may be held to. */
export type JwsValue = string | number | boolean;

/** What an option says that a claim is compared with: one value, or several of which any is right. */
export type JwsOption = string | number | readonly (string | number)[];

/** A claim that an option of the user is compared with. */
export interface JwsAsk {
  /** Where the claim stands; the first that is there. */
  readonly claim: string | readonly string[];
  /** What the option is where the user says nothing. */
  readonly default?: JwsOption | undefined;
  /** Whether the claim goes unchecked where the user says nothing. */
  readonly optional?: true | undefined;
}

/** A claim that binds the token to a part of the delivery. */
export interface JwsBinding {
  readonly claim: string;
  /** The part: the body, the URL, or what the function makes of the delivery. */
  readonly of: "body" | "url" | ((delivery: RawDelivery) => string);
  /** Default: the claim is the part itself. */
  readonly hash?: Hash | undefined;
  /** How the claim is written. Default: as text. */
  readonly encoding?: Encoding | undefined;
  /** Whether the claim is left out where the part is empty. */
  readonly absentWhenEmpty?: boolean | undefined;
}

/** The key of a token's own certificates, or an error when they do not lead to a trusted root. */
export type CertificateKeys = (x5c: readonly string[], nowMs: number) => Maybe<Uint8Array>;

/** A token as a provider's documentation describes it. */
export interface JwsData {
  /** The only one that is accepted; several of one family (`HS256`, `HS384`) where the sender may choose. */
  readonly algorithm: JwsAlgorithm | readonly JwsAlgorithm[];
  /** Where the token stands; `"body"` when the body is the token. */
  readonly token: Source | "body";
  /** What stands before the token: `Bearer `. */
  readonly prefix?: string | undefined;
  /**
   * The token has no payload of its own (RFC 7515 appendix F): it signs the body, or what the function gives, several when the
   * sender writes one thing in several ways. `unencoded` where it is signed as it is (RFC 7797).
   */
  readonly detached?:
    | {
        /** The body, or what the function gives, each as it may have been signed. */
        readonly of: "body" | ((delivery: RawDelivery, header: Readonly<Record<string, unknown>>) => readonly Part[][]);
        readonly unencoded?: boolean | undefined;
      }
    | undefined;
  readonly secret?: SecretForm | undefined;
  /** Where the public keys are published. Default: the user gives `secret` or `publicKey`. */
  readonly keys?: KeySource | undefined;
  /** As `keys`, where the place depends on options of the user. Throws `OPTION_INVALID` when they are missing. */
  readonly keysFrom?: ((options: never) => KeySource) | undefined;
  /** The token brings its certificates; the root they lead to may be an option. */
  readonly certificatesFrom?: ((options: never) => CertificateKeys) | undefined;
  /** Claims with a fixed value, or one of several. */
  readonly claims?: Readonly<Record<string, JwsValue | readonly JwsValue[]>> | undefined;
  /** Options of the user, and the claim that each is compared with: `{ audience: "aud" }`. */
  readonly asks?: Readonly<Record<string, string | JwsAsk>> | undefined;
  /** Claims without which a token is refused: `["exp"]`. */
  readonly requires?: readonly string[] | undefined;
  /** The claim whose age is held to the tolerance: `iat`. Default: only `exp` and `nbf` count. */
  readonly time?: string | undefined;
  /** The claim from which on the token counts. Default `nbf`. */
  readonly from?: string | undefined;
  readonly binds?: readonly JwsBinding[] | undefined;
  /** What the payload of the event is, where the token stands in the body. Default: its claims. */
  readonly unwrap?: ((claims: Readonly<Record<string, unknown>>) => unknown) | undefined;
}

/** Options of a provider whose tokens are verified with a public key that the user gives. */
export interface NeedsTokenKey {
  /** One key, or several: PEM, JWK (an object, or its text), DER bytes or a `CryptoKey`. */
  readonly publicKey: Lazy<SecretInput | WebCryptoKey | Jwk | readonly (SecretInput | WebCryptoKey | Jwk)[]>;
}

/** Options of a provider whose keys are published. */
export interface FetchesKeys extends Partial<NeedsTokenKey> {
  /** Default: the global `fetch`. With a `publicKey` nothing is fetched. */
  readonly fetch?: typeof fetch | undefined;
}

type OptionOf<Data, Name extends keyof JwsData> = Data extends { readonly [N in Name]: (options: infer O) => unknown }
  ? O
  : unknown;

/** The asks whose option must be given. */
type MustBeGiven<Asks> = {
  [Name in keyof Asks]: Asks[Name] extends { readonly default: unknown } | { readonly optional: true } ? never : Name;
}[keyof Asks];

type AsksOf<Data> = Data extends { readonly asks: infer Asks }
  ? { readonly [Name in MustBeGiven<Asks>]: JwsOption } & {
      readonly [Name in Exclude<keyof Asks, MustBeGiven<Asks>>]?: JwsOption | undefined;
    }
  : unknown;

type KeysOf<Data> = Data extends { readonly keys: unknown } | { readonly keysFrom: unknown }
  ? FetchesKeys
  : Data extends { readonly certificatesFrom: unknown }
    ? object
    : Data extends { readonly algorithm: `HS${string}` | readonly `HS${string}`[] }
      ? NeedsSecret
      : NeedsTokenKey;

/** What the user of a {@link JwsData} must hand in. */
export type NeedsOfJws<Data> = KeysOf<Data> &
  AsksOf<Data> &
  OptionOf<Data, "keysFrom"> &
  OptionOf<Data, "certificatesFrom">;
