import type { AnyProvider, NeedsOf } from "../core/provider.js";
import type { NeedsBasicAuth, NeedsSecret } from "../core/schemes/scheme.js";
import type { SecretInput } from "../core/secrets.js";
import { publicKeyFor, type WrittenDelivery, writeDelivery } from "./sign/write-delivery.js";

/** What a delivery is signed with: what its verifier is given, save a public key, which the kit makes itself. */
export type SignsWith<Needs> = Needs extends NeedsSecret
  ? Omit<Needs, "secret"> & { readonly secret: SecretInput | readonly SecretInput[] }
  : Needs extends NeedsBasicAuth
    ? Omit<Needs, "username" | "password"> & { readonly username: string; readonly password: string }
    : Omit<Needs, "publicKey" | "keys" | "fetch">;

/** What {@link signDelivery} and {@link signHandshake} are told besides the credential. */
export interface SignCommon {
  /**
   * An object becomes JSON, or a form where the provider sends one; text and bytes are sent as they are. Default: an object with
   * nothing but what tells the event apart.
   */
  readonly payload?: unknown;
  /** Milliseconds since the epoch. Default `Date.now()`. */
  readonly timestamp?: number | undefined;
  /** Where it is sent, which some providers sign. Default `https://example.com/webhooks/<provider>`. */
  readonly url?: string | undefined;
  /** Default `"POST"`. */
  readonly method?: string | undefined;
  /** Further headers. One that the scheme writes keeps the value given here, such as a timestamp of yours. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Values of fields of the scheme that are not given otherwise, such as a nonce. */
  readonly fields?: Readonly<Record<string, string>> | undefined;
  /** Claims of a token, besides those that the provider's data name. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
  /** Members of a token's header. */
  readonly tokenHeader?: Readonly<Record<string, unknown>> | undefined;
  /** Which of the kit's private keys signs: any name is a key of its own. Default `"default"`. */
  readonly keyName?: string | undefined;
  /** Turns over one bit of the signature: a delivery that has to be refused. Default `false`. */
  readonly forge?: boolean | undefined;
}

/** Options of {@link signDelivery}. */
export type SignOptions<P extends AnyProvider> = SignCommon & {
  /** Put where the provider has the id of an event, unless the payload has one. Default: a new one each time. */
  readonly id?: string | number | undefined;
  /** Put where the provider has the type of an event, unless the payload has one. Default: none. */
  readonly type?: string | number | undefined;
} & SignsWith<NeedsOf<P>>;

/** A delivery that a provider could have sent. `verify` takes it as it is. */
export class SignedDelivery {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The public key that goes with it, as the provider writes it; nothing where a secret signs. */
  readonly publicKey: string | undefined;

  /** @internal */
  constructor({ method, url, headers, body, publicKey }: WrittenDelivery) {
    this.method = method;
    this.url = url;
    this.headers = headers;
    this.body = body;
    this.publicKey = publicKey;
  }

  /** The same as a `Request`: a new one each time, since a body can be read once only. */
  get request(): Request {
    const { method, url, headers, body } = this;
    const bare = method === "GET" || method === "HEAD";
    return new Request(url, { method, headers, ...(!bare && { body: body as Uint8Array<ArrayBuffer> }) });
  }
}

/**
 * Signs a delivery as its provider does, for tests of a handler. Where a private key signs, the kit makes one and gives its public
 * key; {@link testPublicKey} gives it beforehand.
 * @param provider from `hookonce/providers/…` or `defineProvider`
 * @param options the credential, as for `verify`, and what is sent
 * @throws WebhookConfigError `SCHEME_CANNOT_SIGN` where nobody but the provider can sign: Amazon SNS, Apple's App Store
 * @throws WebhookConfigError `OPTION_INVALID` when an id or a type is given that the provider has no place for, and what `verify`
 * throws for a credential that cannot be right
 * @example
 * ```ts
 * import { webhook } from "hookonce/fetch";
 * import { stripe } from "hookonce/providers/stripe";
 * import { signDelivery } from "hookonce/testing";
 *
 * const secret = "whsec_5Jb1dQ0nYxkq2";
 * const handler = webhook({ provider: stripe, secret }, (event) => console.log(event.id, event.type));
 * const { request } = await signDelivery(stripe, { secret, type: "invoice.paid", payload: { data: { object: {} } } });
 * console.log((await handler(request)).status); // 200
 * ```
 */
export async function signDelivery<P extends AnyProvider>(
  provider: P,
  options: SignOptions<P>,
): Promise<SignedDelivery> {
  return new SignedDelivery(await writeDelivery(provider, { ...options }));
}

/**
 * The public key of the kit for a provider that signs with a private one, as the provider writes it. As an option of a receiver it
 * may be a function: `publicKey: () => testPublicKey(discord)`.
 * @param provider from `hookonce/providers/…` or `defineProvider`
 * @param keyName as in {@link SignCommon}
 * @throws WebhookConfigError `SCHEME_CANNOT_SIGN` where a secret signs, or nobody but the provider can
 * @example
 * ```ts
 * import { verify } from "hookonce";
 * import { discord } from "hookonce/providers/discord";
 * import { signDelivery, testPublicKey } from "hookonce/testing";
 *
 * const delivery = await signDelivery(discord, { id: "1", type: 2 });
 * console.log((await verify(discord, delivery, { publicKey: await testPublicKey(discord) })).id); // 1
 * ```
 */
export async function testPublicKey(provider: AnyProvider, keyName?: string): Promise<string> {
  return publicKeyFor(provider, keyName);
}
