import { WebhookError } from "./errors.js";
import type { KeyedEvent, Signed } from "./event.js";
import type { AnyProvider } from "./provider.js";
import { atPath } from "./sources.js";

/** One event of a delivery that may bring several. */
export interface WebhookItem {
  /** The provider's id of the item; else that of the delivery, `#` and the position, which starts at 0. */
  readonly id: string;
  /** The item's own type; else that of the delivery. */
  readonly type: string;
  readonly payload: unknown;
}

/** More items than this are no batch. */
const MAX_ITEMS = 10_000;

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === "boolean" ||
  Number.isSafeInteger(value) ||
  (typeof value === "string" && /^[^\p{Cc}\p{Cs}]{1,256}$/u.test(value));

/**
 * A value as the id of an event.
 * @throws WebhookError `EVENT_ID_MALFORMED`
 */
export function toEventId(value: unknown): string {
  if (isPlain(value) && typeof value !== "boolean") return String(value);
  throw new WebhookError("EVENT_ID_MALFORMED", "The delivery is genuine, but has no event id of 1 to 256 characters.");
}

type ItemsData = NonNullable<AnyProvider["items"]>;

/** {@link WebhookItem} as an event of its own, over the delivery that it came in. */
class ItemEvent implements KeyedEvent {
  readonly provider: string;
  readonly body: Uint8Array;
  readonly timestampMs: number | undefined;
  readonly secretId: string | undefined;
  payload: unknown;
  readonly #value: unknown;
  readonly #index: number;
  readonly #provider: AnyProvider;

  constructor(
    readonly batch: KeyedEvent,
    value: unknown,
    index: number,
    provider: AnyProvider,
  ) {
    this.provider = batch.provider;
    this.body = batch.body;
    this.timestampMs = batch.timestampMs;
    this.secretId = batch.secretId;
    this.payload = value;
    this.#value = value;
    this.#index = index;
    this.#provider = provider;
  }

  get id(): string {
    return this.#ownId() ?? `${this.batch.id}#${this.#index}`;
  }

  get type(): string {
    return this.#ownType() ?? this.batch.type;
  }

  get signed(): Signed {
    const { signed } = this.batch;
    const { at, type } = this.#data;
    const { fields } = this.#provider.scheme.covers;
    const covers = (path: string | undefined) =>
      signed.body || fields.includes(`json:${at && `${at}.`}${this.#index}.${path}`);
    const id = this.#ownId() === undefined ? signed.id && signed.body : this.#idPaths.every(covers);
    return { ...signed, id, type: this.#ownType() === undefined ? signed.type : covers(type) };
  }

  get items(): readonly WebhookItem[] {
    return [this];
  }

  show(payload: unknown): void {
    this.payload = payload;
  }

  /** The position, beside an id that others may have too. */
  keyAlso(): string[] {
    return this.#ownId() === undefined ? [...this.batch.keyAlso(), `#${this.#index}`] : [];
  }

  get #data(): ItemsData {
    return this.#provider.items as ItemsData;
  }

  get #idPaths(): string[] {
    return [this.#data.id ?? []].flat() as string[];
  }

  #ownType(): string | undefined {
    const { type } = this.#data;
    const value = type === undefined ? undefined : atPath(this.#value, type);
    return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
  }

  /** `undefined` where a part of the id is missing. */
  #ownId(): string | undefined {
    const parts = this.#idPaths.map((path) => atPath(this.#value, path) ?? undefined);
    if (!parts.length || parts.includes(undefined)) return;
    if (parts.length < 2) return toEventId(parts[0]);
    // What separates the parts must not stand in one: two lists of parts would have the same id.
    return toEventId(
      parts.map((part) => (isPlain(part) ? String(part).replace(/[%:]/g, encodeURIComponent) : "\0")).join(":"),
    );
  }
}

/**
 * The items of a payload.
 * @throws WebhookError `ITEMS_MALFORMED` when it holds no such list, or a list that is too long
 */
export function toItems(batch: KeyedEvent, payload: unknown, provider: AnyProvider): readonly WebhookItem[] {
  const { at } = provider.items as ItemsData;
  const list = at ? atPath(payload, at) : payload;
  if (Array.isArray(list) && list.length <= MAX_ITEMS) {
    return list.map((value, index) => new ItemEvent(batch, value, index, provider));
  }
  throw new WebhookError(
    "ITEMS_MALFORMED",
    `The delivery is genuine, but has no list of up to ${MAX_ITEMS} items at ${at || "its root"}.`,
  );
}
