import { digest, synchronous } from "#crypto";
import { encodeBase64 } from "../encoding/base64.js";
import type { RawDelivery } from "./delivery.js";
import { WebhookError } from "./errors.js";
import type { AnyProvider, PayloadForm } from "./provider.js";
import { atPath, decodeText, parseJson, parsePairs, readSource, type Source } from "./sources.js";

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
}

/** The events of a map, as a union that `type` tells apart. */
export type EventOf<Events> = { [K in keyof Events & string]: WebhookEvent<K, Events[K]> }[keyof Events & string];

function parsePayload(body: Uint8Array, form: PayloadForm): unknown {
  if (form === "bytes") return body;
  try {
    if (form === "text") return decodeText(body);
    const first = body.find((byte) => byte > 32);
    const isJson = first === 0x7b || first === 0x5b;
    const orJson = form === "form-or-json" || (typeof form === "object" && form.orJson);
    if (form === "json" || (orJson && isJson)) return parseJson(body);
    const fields: Record<string, string | string[]> = Object.create(null);
    for (const [name, value] of parsePairs(decodeText(body))) {
      fields[name] = name in fields ? [fields[name] ?? [], value].flat() : value;
    }
    return typeof form === "object" ? JSON.parse(fields[form.jsonIn] as string) : fields;
  } catch {
    // The parser's own error quotes the body.
    throw new WebhookError("PAYLOAD_MALFORMED", "The delivery is genuine, but its body is not what the provider sends.");
  }
}

const listOf = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as T];

/** Whether a value at this place is covered. */
function isSigned({ scheme: { covers } }: AnyProvider, source: Source | undefined): boolean {
  if (!source || source.in === "digest" || source.in === "body" || source.in === "form") {
    const place = source && `${source.in === "body" ? "json" : source.in}:${source.path}`;
    return covers.body || (place !== undefined && covers.fields.includes(place));
  }
  return covers.fields.includes(`${source.in}:${source.path}`) || (source.in === "query" && covers.url);
}

/** Whether an event of this provider may be known by the digest of its body alone. */
export const needsDigest = ({ eventId }: AnyProvider): boolean =>
  listOf(eventId).every((source) => source.in === "digest") || listOf(eventId).some((source) => source.in === "digest");

/** {@link WebhookEvent} over a delivery whose signature holds. Body and ids are read when they are asked for. */
export class GenuineEvent implements WebhookEvent {
  readonly provider: string;
  readonly timestampMs: number | undefined;
  readonly secretId: string | undefined;
  readonly #provider: AnyProvider;
  readonly #delivery: RawDelivery;
  #digest: Uint8Array | undefined;
  #parsed: { payload: unknown } | undefined;
  #shown: { payload: unknown } | undefined;

  constructor(
    provider: AnyProvider,
    delivery: RawDelivery,
    timestampMs: number | undefined,
    secretId: string | undefined,
    bodyDigest: Uint8Array | undefined,
  ) {
    this.provider = provider.id;
    this.timestampMs = timestampMs;
    this.secretId = secretId;
    this.#provider = provider;
    this.#delivery = delivery;
    this.#digest = bodyDigest;
  }

  get body(): Uint8Array {
    return this.#delivery.body;
  }

  get payload(): unknown {
    return (this.#shown ?? this.#parse()).payload;
  }

  get id(): string {
    const [source, value] = this.#find(this.#provider.eventId) ?? [];
    if (source === undefined && listOf(this.#provider.eventId).length && !needsDigest(this.#provider)) {
      throw new WebhookError("EVENT_ID_MALFORMED", "The delivery is genuine, but it has no event id.");
    }
    if (source === undefined) return `sha256:${encodeBase64(this.#bodyDigest(), true)}`;
    const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
    if (typeof text !== "string" || !/^\P{Cc}{1,256}$/u.test(text)) {
      throw new WebhookError("EVENT_ID_MALFORMED", "The event id is no text of 1 to 256 characters.");
    }
    return text;
  }

  get type(): string {
    const value = this.#find(this.#provider.eventType)?.[1];
    return typeof value === "number" || typeof value === "string" ? String(value) : "";
  }

  get signed(): Signed {
    const { scheme, eventId, eventType } = this.#provider;
    return {
      id: isSigned(this.#provider, this.#find(eventId)?.[0]),
      type: isSigned(this.#provider, this.#find(eventType)?.[0]),
      timestamp: scheme.covers.fields.includes("timestamp"),
      url: scheme.covers.url,
      body: scheme.covers.body,
    };
  }

  /** What a schema made of the payload. @internal */
  show(payload: unknown): void {
    this.#shown = { payload };
  }

  /** The headers that tell apart events of equal bodies; empty where the id is the provider's own. @internal */
  keyAlso(): string[] {
    if (this.#find(this.#provider.eventId)) return [];
    return listOf(this.#provider.keyAlso).map((source) => String(readSource(source, this.#delivery) ?? ""));
  }

  /** What stands at a place of this delivery. @internal */
  at(source: Source): unknown {
    if (source.in === "body") return atPath(this.#parse().payload, source.path);
    return readSource(source, this.#delivery);
  }

  #parse(): { payload: unknown } {
    this.#parsed ??= { payload: parsePayload(this.#delivery.body, this.#provider.payload ?? "json") };
    return this.#parsed;
  }

  #bodyDigest(): Uint8Array {
    if (!this.#digest && synchronous) this.#digest = digest("sha256", [this.#delivery.body]) as Uint8Array;
    return this.#digest as Uint8Array;
  }

  #find(sources: Source | readonly Source[] | undefined): [Source, unknown] | undefined {
    for (const source of listOf(sources)) {
      const value = source.in === "digest" ? undefined : this.at(source);
      if (value !== undefined && value !== null) return [source, value];
    }
    return;
  }
}
