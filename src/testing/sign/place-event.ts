import { WebhookConfigError } from "../../core/errors.js";
import type { AnyProvider } from "../../core/provider.js";
import { fromBody, type Source } from "../../core/sources.js";
import type { Draft } from "./draft.js";
import { newText, writeTimestamp } from "./write-timestamp.js";

/** What the delivery is about. */
export interface EventOptions {
  readonly id?: string | number | undefined;
  readonly type?: string | number | undefined;
  /** Told apart by this where the payload says nothing else. */
  readonly marker?: string | number | undefined;
}

type Sources = Source | readonly Source[] | undefined;

const listOf = (sources: Sources): readonly Source[] =>
  (sources === undefined ? [] : ([sources].flat() as Source[])).filter((source) => source.in !== "digest");

/** The places of an item: its id, which may have several parts, and its type. */
function itemSources({ items }: AnyProvider) {
  const at = (path: string) => fromBody(`${items?.at ? `${items.at}.` : ""}0.${path}`);
  const ids: Source[] = [items?.id ?? []].flat().map((path) => at(path as string));
  return { ids, types: items?.type === undefined ? [] : [at(items.type)] };
}

/** Whether the provider's data have a place for an id of the event. */
export const hasIdPlace = (provider: AnyProvider): boolean =>
  listOf(provider.eventId).length > 0 || itemSources(provider).ids.length > 0;

/** Puts a value at the first of the places that takes it, unless one of them has a value already. */
function put(draft: Draft, sources: readonly Source[], value: unknown): boolean {
  return (
    sources.some((source) => draft.get(source) !== undefined) || sources.some((source) => draft.put(source, value))
  );
}

const refuse = (what: string) => new WebhookConfigError("OPTION_INVALID", what);

/** Puts id, type and time of the event where the provider has them. */
export function placeEvent(provider: AnyProvider, draft: Draft, options: EventOptions, nowMs: number, bare: boolean) {
  const { name, scheme, eventId, eventType, items, timestampAfter } = provider;
  const { id, type, marker } = options;
  const made = !draft.fixed && !bare && Object.keys(draft.tree as object).length === 0;
  const { ids, types } = itemSources(provider);
  const [idPlaces, typePlaces] = [listOf(eventId), listOf(eventType)];

  if (id !== undefined && !put(draft, idPlaces.length ? idPlaces : ids.slice(0, 1), id)) {
    throw refuse(
      hasIdPlace(provider)
        ? "The payload is text, or has something else where the id stands: put the id into it, and leave out the option."
        : `${name} gives its events no id: leave the option out, and tell events apart by their payload.`,
    );
  }
  if (type !== undefined && !put(draft, typePlaces.length ? typePlaces : types, type)) {
    throw refuse(
      typePlaces.length || types.length
        ? "The payload is text, or has something else where the type stands: put the type into it, and leave out the option."
        : `${name} gives its events no type: leave the option out.`,
    );
  }
  if (!bare) put(draft, idPlaces, id ?? `evt_${newText()}`);
  if (made && items) {
    for (const place of types) put(draft, [place], type ?? "test");
    for (const [i, place] of ids.entries()) {
      // Adyen's third part says whether it worked, and may say nothing else.
      const further = place.path.endsWith(".success") ? "true" : "1";
      put(draft, [place], i ? further : (id ?? `item_${newText()}`));
    }
  }
  if (made) {
    // What is told apart by a part of the body, or by an item, must differ there.
    const { part } = (scheme.described ?? {}) as { readonly part?: string };
    const at = items ? `${items.at ? `${items.at}.` : ""}0.` : part === undefined ? "" : `${part}.`;
    draft.put(fromBody(`${at}sequence`), marker ?? newText());
  }
  if (timestampAfter && !draft.fixed) {
    const { at, form } = timestampAfter;
    const text = writeTimestamp(nowMs, form);
    put(draft, [at], form === "seconds" || form === "milliseconds" ? Number(text) : text);
  }
}
