import { digest } from "#crypto";
import type { Maybe } from "../crypto/types.js";
import { encodeBase64 } from "../encoding/base64.js";
import type { RawDelivery } from "./delivery.js";
import { WebhookError } from "./errors.js";
import { toEventId } from "./event-id.js";
import type { WebhookItem } from "./items.js";
import type { AnyProvider } from "./provider.js";
import { atPath, readJson, readSource, type Source } from "./sources.js";

/** Which of its parts the signature of an event covers. What it does not cover, anybody could have changed. */
export interface Signed {
  readonly id: boolean;
  readonly type: boolean;
  readonly timestamp: boolean;
  readonly url: boolean;
  readonly body: boolean;
}

/** A genuine event. */
export interface WebhookEvent<Type extends string = string, Payload = unknown> {
  /** Id of the provider. */
  readonly provider: string;
  /**
   * The provider's id of the event, which its retries keep; else `sha256:` and the base64url digest of the body.
   * @throws WebhookError `EVENT_ID_MALFORMED`, `PAYLOAD_MALFORMED` when it is read and the body holds none
   */
  readonly id: string;
  /** The provider's name for what happened; empty where the delivery has none. */
  readonly type: Type;
  /**
   * The body, parsed when this is first read.
   * @throws WebhookError `PAYLOAD_MALFORMED` when the body is not what the provider says it sends
   */
  readonly payload: Payload;
  /** The bytes that arrived. */
  readonly body: Uint8Array;
  /** The signed timestamp in milliseconds. */
  readonly timestampMs: number | undefined;
  /** The id of the secret that matched, where it was given one. */
  readonly secretId: string | undefined;
  readonly signed: Signed;
  /**
   * What the delivery is made of, in its order, read when it is asked for: one item for each event of a batch, none where the batch
   * is empty; the event itself where its provider sends one event at a time.
   * @throws WebhookError `ITEMS_MALFORMED`, `PAYLOAD_MALFORMED` when the body holds no such list
   */
  readonly items: readonly WebhookItem[];
  /** The whole delivery, where this event is one item of it (option `each`). */
  readonly batch?: WebhookEvent | undefined;
}

/** An event as the receiver sees it. */
export interface KeyedEvent extends WebhookEvent {
  /** Puts what a schema made of the payload in its place. */
  show(payload: unknown): void;
  /** What is joined to the id in the idempotency key. */
  keyAlso(): string[];
}

/** The events of a map, as a union that `type` tells apart. */
export type EventOf<Events> = { [K in keyof Events & string]: WebhookEvent<K, Events[K]> }[keyof Events & string];

/** The parser's own error quotes the body, so that it goes no further. */
const unreadable = () =>
  new WebhookError("PAYLOAD_MALFORMED", "The delivery is genuine, but its body is not what the provider sends.");

type Sources = Source | readonly Source[] | undefined;

const listOf = (sources: Sources): readonly Source[] => (sources === undefined ? [] : ([sources].flat() as Source[]));

/** Whether an event of this provider may be known by the digest of its body. */
export const needsDigest = ({ eventId }: AnyProvider): boolean =>
  !eventId || listOf(eventId).some((source) => source.in === "digest");

/** Whether it is known by nothing else. */
export const hasOnlyDigest = ({ eventId }: AnyProvider): boolean =>
  listOf(eventId).every((source) => source.in === "digest");

/** {@link WebhookEvent} over a delivery whose signature holds. Body and ids are read when they are asked for. */
export class GenuineEvent implements KeyedEvent {
  readonly provider: string;
  readonly #provider: AnyProvider;
  readonly #delivery: RawDelivery;
  #digest: Uint8Array | undefined;
  #parsed: readonly [unknown] | undefined;
  #shown: readonly [unknown] | undefined;
  #items: readonly WebhookItem[] | undefined;

  constructor(
    provider: AnyProvider,
    delivery: RawDelivery,
    public timestampMs: number | undefined,
    readonly secretId: string | undefined,
    bodyDigest: Uint8Array | undefined,
  ) {
    this.provider = provider.id;
    this.#provider = provider;
    this.#delivery = delivery;
    this.#digest = bodyDigest;
  }

  get body(): Uint8Array {
    return this.#delivery.body;
  }

  get payload(): unknown {
    return (this.#shown ?? this.#parse())[0];
  }

  get id(): string {
    const { eventId, scheme } = this.#provider;
    const [source, value] = this.#find(eventId);
    if (!source && needsDigest(this.#provider)) {
      this.#digest ??= digest("sha256", [
        scheme.canonical?.(this.#delivery) ?? this.body,
      ]) as Maybe<Uint8Array> as Uint8Array;
      return `sha256:${encodeBase64(this.#digest, true)}`;
    }
    return toEventId(value);
  }

  get type(): string {
    const [, value] = this.#find(this.#provider.eventType);
    return typeof value === "number" || typeof value === "string" ? String(value) : "";
  }

  get signed(): Signed {
    const { eventId, eventType, scheme, timestampAfter } = this.#provider;
    const { body, url, fields } = scheme.covers;
    const covers = (sources: Sources) => {
      const [source] = this.#find(sources);
      if (!source) return false;
      const { in: place, path } = source;
      if (place === "claim" || (place === "query" && url)) return true;
      if (place === "body") return body || fields.includes(`json:${path}`);
      return (place === "form" && body) || fields.includes(`${place}:${path}`);
    };
    const id = this.#find(eventId)[0] ? covers(eventId) : body;
    const timestamp = fields.includes("timestamp") || (!!timestampAfter && covers(timestampAfter.at));
    return { id, type: covers(eventType), timestamp, url, body };
  }

  get items(): readonly WebhookItem[] {
    const { items } = this.#provider;
    this.#items ??= items ? items.read(this, this.#parse()[0], this.#provider) : [this];
    return this.#items;
  }

  /** @internal */
  show(payload: unknown): void {
    this.#shown = [payload];
  }

  /** The headers that tell apart events of equal bodies; none where the id is the provider's own. @internal */
  keyAlso(): string[] {
    const { eventId, keyAlso = [] } = this.#provider;
    return this.#find(eventId)[0] ? [] : keyAlso.map((source) => String(this.at(source) ?? ""));
  }

  /** What stands at a place of this delivery. @internal */
  at(source: Source): unknown {
    if (source.in === "body") return atPath(this.#parse()[0], source.path);
    if (source.in === "claim") return atPath(this.#provider.scheme.claims?.(this.#delivery), source.path);
    try {
      return readSource(source, this.#delivery);
    } catch (error) {
      throw error instanceof WebhookError ? error : unreadable();
    }
  }

  #parse(): readonly [unknown] {
    const { scheme, readPayload = readJson } = this.#provider;
    if (!this.#parsed && scheme.unwrap) this.#parsed = [scheme.unwrap(this.#delivery)];
    try {
      this.#parsed ??= [readPayload(this.body)];
    } catch {
      throw unreadable();
    }
    return this.#parsed;
  }

  /** The first source that has a value. */
  #find(sources: Sources): readonly [Source, unknown] | readonly [] {
    for (const source of listOf(sources)) {
      const value = this.at(source) ?? undefined;
      if (value !== undefined) return [source, value];
    }
    return [];
  }
}
