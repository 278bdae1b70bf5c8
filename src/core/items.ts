import { WebhookConfigError, WebhookError } from "./errors.js";
import type { KeyedEvent, Signed } from "./event.js";
import { isPlain, toEventId } from "./event-id.js";
import type { AnyProvider, ItemsData } from "./provider.js";
import { runEach } from "./run-each.js";
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

/** Where the items of a delivery stand, with the code that reads and runs them: who has none has no such code in the bundle. */
export interface Items extends ItemsData {
  /** @internal */
  read(batch: KeyedEvent, payload: unknown, provider: AnyProvider): readonly WebhookItem[];
  /** @internal */
  readonly run: typeof runEach;
  /** @internal */
  readonly concurrency: typeof toConcurrency;
}

/** Gives the description of items the code that reads and runs them. */
export const items = (data: ItemsData): Items => ({ ...data, read: toItems, run: runEach, concurrency: toConcurrency });

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
      parts
        .map((part) =>
          typeof part === "boolean" || isPlain(part) ? String(part).replace(/[%:]/g, encodeURIComponent) : "\0",
        )
        .join(":"),
    );
  }
}

/**
 * The items of a payload.
 * @throws WebhookError `ITEMS_MALFORMED` when it holds no such list, or a list that is too long
 */
function toItems(batch: KeyedEvent, payload: unknown, provider: AnyProvider): readonly WebhookItem[] {
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

/**
 * How many items run at a time, by the option `each`.
 * @throws WebhookConfigError `OPTION_INVALID`
 */
function toConcurrency(each: unknown): number {
  if (each === true) return 1;
  const { concurrency = 1 } = (typeof each === "object" && each ? each : { concurrency: 0 }) as {
    concurrency?: number;
  };
  if (Number.isInteger(concurrency) && concurrency > 0 && concurrency <= 100) return concurrency;
  throw new WebhookConfigError("OPTION_INVALID", "each is true, false, or { concurrency }, 1 to 100.");
}
