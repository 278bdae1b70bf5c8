import type { Handshakes } from "./handshakes.js";
import type { Items } from "./items.js";
import type { Encoding, NeedsBasicAuth, NeedsSecret, Scheme, SymmetricScheme } from "./schemes/scheme.js";
import type { Source } from "./sources.js";
import type { TimeInside } from "./time-inside.js";
import type { TimestampForm } from "./timestamp.js";

/**
 * How the body is read once it is genuine. `jsonIn` names the form field that holds JSON; with `orJson` the body may be JSON
 * itself.
 */
export type PayloadForm =
  | "json"
  | "form"
  | "form-or-json"
  | "text"
  | "bytes"
  | { readonly jsonIn: string; readonly orJson?: boolean };

/** A value of an answer to a handshake: a fixed one, one of the delivery, or the HMAC-SHA256 of one, keyed with the secret. */
export type HandshakeValue =
  | string
  | number
  | Source
  | { readonly hmac: Source; readonly encoding: Encoding; readonly prefix?: string | undefined };

/** Fetches an address that confirms a subscription, where it is the sender's. It throws for any other one. */
export type Confirm = (url: unknown, options: { readonly fetch?: typeof fetch | undefined }) => Promise<void>;

/**
 * The challenge that a provider sends when an endpoint is registered. It is answered after its own check, and never handled.
 *
 * A body is looked at in a `POST` only. Without `has` and `equals` each request of its method is a handshake, save `POST`. What is
 * echoed is one plain text of up to 512 characters; what an HMAC is made of has letters, digits and `_.~+/=-` only, so that nobody
 * gets a signature for a body of his own.
 */
export interface Handshake {
  readonly method: "GET" | "HEAD" | "OPTIONS" | "POST";
  /** A value without which a request is no handshake. */
  readonly has?: Source | undefined;
  /** A value that a handshake has just so. */
  readonly equals?: readonly [Source, string | number] | undefined;
  /**
   * What must hold before it is answered: the signature, as for any delivery; the token that the user chose (option
   * `verifyToken`), compared in constant time; or nothing, where the provider proves nothing. Without `"signature"` a `POST` that
   * is known by its body is a handshake only when it brings no signature.
   */
  readonly check: "signature" | "verifyToken" | "none";
  /** Where the token stands that `check: "verifyToken"` compares. */
  readonly verifyToken?: Source | undefined;
  /** What confirms the subscription once the check holds: the address in the delivery, and what fetches it. */
  readonly confirm?: { readonly at: Source; readonly visit: Confirm } | undefined;
  /** Default 200. */
  readonly status?: number | undefined;
  /** What goes back as plain text. */
  readonly text?: HandshakeValue | undefined;
  /** What goes back as JSON. */
  readonly json?: Readonly<Record<string, HandshakeValue>> | undefined;
  /** What goes back as headers. */
  readonly headers?: Readonly<Record<string, HandshakeValue>> | undefined;
}

/** Where the events of a delivery stand that brings many. */
export interface ItemsData {
  /** Where the list stands in the payload; empty for the payload itself. */
  readonly at: string;
  /** Where an item has its id. Several places: their values are joined. */
  readonly id?: string | readonly string[] | undefined;
  /** Where an item has its type. */
  readonly type?: string | undefined;
}

/** Where a time stands in the signed body, and how it is written. */
export interface TimeInsideData {
  readonly at: Source;
  readonly form: TimestampForm;
}

/** What a provider is: data that read like its documentation. */
export interface ProviderData<Id extends string, Needs extends object, TypeFrom extends string> {
  /** `[a-z0-9-]`, 1 to 32 characters. */
  readonly id: Id;
  readonly name: string;
  /** Where the provider describes its scheme. */
  readonly docs: string;
  /** Year and month in which the facts were compared with their source. */
  readonly checked: string;
  readonly scheme: Scheme<Needs>;
  /** How far a signed timestamp may lie from our clock, both ways. Default 300. */
  readonly toleranceSeconds?: number | undefined;
  /** A time inside the signed body, which is looked at once the signature holds; a delivery without it is refused. */
  readonly timestampAfter?: TimeInsideData | undefined;
  /** Where the id of the event stands; the first that is there. Default: the digest of the body. */
  readonly eventId?: Source | readonly Source[] | undefined;
  readonly eventType?: Source<TypeFrom> | readonly Source<TypeFrom>[] | undefined;
  /** Headers that tell apart events whose bodies are equal. Joined to the idempotency key where it is a digest. */
  readonly keyAlso?: readonly Source[] | undefined;
  /** Default `"json"`. */
  readonly payload?: PayloadForm | undefined;
  /** One delivery with many events. */
  readonly items?: ItemsData | undefined;
  /** Largest body in bytes. Default 1 MiB. */
  readonly maxBodyBytes?: number | undefined;
  /** Whether the sender uses the body of the answer. Deduplication is then off unless it is asked for. */
  readonly readsAnswer?: boolean | undefined;
  /** What the sender wants to read when an event was handled, where a bare 2xx is not enough. */
  readonly success?: { readonly text: string } | undefined;
  /** Whether different events have equal bodies and no id. Deduplication is then off unless it is asked for. */
  readonly repeats?: boolean | undefined;
  /** How long it waits for an answer. */
  readonly deadlineSeconds?: number | undefined;
  /** For how long it sends an event again that was not answered 2xx; `"none"` when it never does. */
  readonly retries?: { readonly windowSeconds: number } | "none" | undefined;
  readonly handshakes?: readonly Handshake[] | undefined;
  /** The credential in the dashboard's words, its usual variable, and where it is found: for messages. */
  readonly credential?: { readonly name: string; readonly env: string; readonly where: string } | undefined;
}

/** {@link ProviderData} whose parts bring the code that handles them. */
export interface FrozenData<Id extends string, Needs extends object, TypeFrom extends string>
  extends Omit<ProviderData<Id, Needs, TypeFrom>, "handshakes" | "items" | "timestampAfter"> {
  readonly handshakes?: Handshakes | undefined;
  readonly items?: Items | undefined;
  readonly timestampAfter?: TimeInside | undefined;
  /** Reads a payload that is no JSON. @internal */
  readonly readPayload?: ((body: Uint8Array) => unknown) | undefined;
  /** Says what is not proven, where the body is not signed. @internal */
  readonly notice?: ((provider: AnyProvider) => void) | undefined;
}

/** Event types and their payloads. */
export type EventMap = Record<string, unknown>;

/** A provider, with what its type says about credentials and events. */
export interface Provider<
  Id extends string = string,
  Needs extends object = object,
  Events = EventMap,
  TypeFrom extends string = string,
> extends Omit<FrozenData<Id, Needs, TypeFrom>, "scheme"> {
  readonly scheme: Needs extends NeedsSecret | NeedsBasicAuth ? SymmetricScheme<Needs> : Scheme<Needs>;
  readonly "~types"?: { readonly needs: Needs; readonly events: Events };
  /**
   * The same provider with the types of its events: `stripe.typed<Stripe.Event>()` for a union told apart by the type's member,
   * `github.typed<EventPayloadMap>()` for a map where the type stands in a header.
   */
  typed<T>(): Provider<Id, Needs, AsEventMap<T, TypeFrom>, TypeFrom>;
}

/** What a payload has at a path, as the text that `event.type` is. */
type TypeAt<Payload, Path extends string> = Path extends `${infer Head}.${infer Rest}`
  ? Payload extends { readonly [P in Head]: infer Inner }
    ? TypeAt<Inner, Rest>
    : never
  : Payload extends { readonly [P in Path]: infer Type extends string | number }
    ? `${number}` extends `${Type}`
      ? string
      : `${Type}`
    : never;

type OrElse<Type, Other> = [Type] extends [never] ? Other : Type;

/** `string` where no path leads to a literal. Of several paths the deeper one counts: Slack's `event.type` before its `type`. */
type TypeOf<Payload, Path extends string> = string extends Path
  ? string
  : Payload extends unknown
    ? OrElse<TypeAt<Payload, Extract<Path, `${string}.${string}`>>, OrElse<TypeAt<Payload, Path>, string>>
    : never;

/** An envelope whose type stands in a union inside it, as a union of envelopes; any other payload as it is. */
type Unfold<Payload, Path extends string> = Payload extends unknown
  ? OrElse<UnfoldAt<Payload, Extract<Path, `${string}.${string}`>>, Payload>
  : never;

type UnfoldAt<Payload, Path extends string> = Path extends `${infer Head}.${infer Rest}`
  ? Payload extends { readonly [P in Head]: infer Inner }
    ? Around<Payload, Head, Unfold<Inner, Rest>>
    : never
  : never;

type Around<Payload, Head, Inner, All = Inner> = Inner extends unknown
  ? [All] extends [Inner]
    ? Payload
    : { [P in keyof Payload]: P extends Head ? Inner : Payload[P] }
  : never;

/**
 * A union of payloads as a map by type; a map where the type stands in a header or the query. An envelope around a union, such as
 * Slack's, counts as the union of its contents, each in an envelope. A union in which one payload has no literal type cannot be
 * told apart: all of it is then the payload of every event.
 */
export type AsEventMap<T, K extends string> = [K] extends [`${"header" | "query" | "claim"}:${string}`]
  ? T
  : string extends TypeOf<T, K>
    ? Record<string, T>
    : { [E in Unfold<T, K> as TypeOf<E, K>]: E };

/** Any provider. Its needs are `object`: with `any`, a text would pass as a provider. */
// biome-ignore lint/suspicious/noExplicitAny: the events of any provider.
export type AnyProvider = Provider<string, object, any, any>;

/** The credentials that a provider asks for. */
export type NeedsOf<P extends AnyProvider> = NonNullable<P["~types"]>["needs"];

type NoAny<Events> = 0 extends 1 & Events ? EventMap : Events;

/** The events of a provider. */
export type EventsOf<P extends AnyProvider> = NoAny<NonNullable<P["~types"]>["events"]>;

/** A provider from its data. Ours are checked by their tests; those of users by {@link defineProvider}. */
export function freezeProvider<
  const Id extends string,
  Needs extends object,
  Events = EventMap,
  TypeFrom extends string = string,
>(data: FrozenData<Id, Needs, TypeFrom>): Provider<Id, Needs, Events, TypeFrom> {
  // Without a prototype: what the data leave out is left out, whatever others have done to Object.prototype.
  const provider: object = Object.assign(Object.create(null), data, { typed: () => provider });
  return Object.freeze(provider) as never;
}
