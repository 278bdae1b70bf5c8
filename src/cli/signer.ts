import type { AnyProvider } from "../core/provider.js";
import { type SignedDelivery, signDelivery, signHandshake } from "../testing/index.js";

/** One event, which can be signed again and again, as a provider does when it retries. */
export interface EventSpec {
  readonly id?: string | undefined;
  readonly type?: string | undefined;
  readonly payload?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Tells it apart from other events where the payload does not. */
  readonly marker: string;
  readonly occurredMs: number;
}

/** How one delivery of an event is signed. */
export interface How {
  /** Milliseconds. Default: now. */
  readonly timestamp?: number | undefined;
  /** `stranger` has another secret or key; bytes are the secret. */
  readonly as?: "owner" | "stranger" | Uint8Array | undefined;
  readonly payload?: unknown;
  readonly forge?: boolean | undefined;
  readonly method?: string | undefined;
}

/** Plays a provider. */
export class Signer {
  readonly provider: AnyProvider;
  /** What the endpoint has to be told, where a private key signs. */
  readonly publicKey: string | undefined;
  readonly url: string;
  readonly #owner: Readonly<Record<string, unknown>>;
  readonly #stranger: Readonly<Record<string, unknown>>;
  readonly #plain: AnyProvider;

  constructor(
    plain: AnyProvider,
    options: {
      readonly provider: AnyProvider;
      readonly owner: Readonly<Record<string, unknown>>;
      readonly stranger: Readonly<Record<string, unknown>>;
      readonly publicKey: string | undefined;
      readonly url: string;
    },
  ) {
    this.#plain = plain;
    this.provider = options.provider;
    this.publicKey = options.publicKey;
    this.url = options.url;
    this.#owner = options.owner;
    this.#stranger = options.stranger;
  }

  sign(event: EventSpec, how: How = {}): Promise<SignedDelivery> {
    const { as = "owner", ...rest } = how;
    const credential =
      as === "owner" ? this.#owner : as === "stranger" ? this.#stranger : { ...this.#owner, secret: as };
    const given = Object.entries({ ...event, ...rest }).filter(([, value]) => value !== undefined);
    const options = { ...credential, url: this.url, ...Object.fromEntries(given) };
    return signDelivery(as === "stranger" ? this.#plain : this.provider, options as never);
  }

  handshake(index: number, challenge: string, verifyToken: string | undefined, how: How = {}): Promise<SignedDelivery> {
    const { as = "owner", ...rest } = how;
    const credential = as === "owner" ? this.#owner : this.#stranger;
    const options = { ...credential, ...rest, url: this.url, index, challenge, ...(verifyToken && { verifyToken }) };
    return signHandshake(as === "stranger" ? this.#plain : this.provider, options as never);
  }
}
