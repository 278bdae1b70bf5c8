import { type HeadersInput, toBytes } from "../core/delivery.js";
import type { Source } from "../core/sources.js";
import { queryOf } from "../core/sources.js";
import { KNOWN_HEADERS } from "./known-headers.js";
import type { Situation } from "./types.js";

/** Headers of any form as pairs, names in lower case. Values that are no text are left out. */
export function toPairs(headers: unknown): [string, string][] {
  const pairs: [string, unknown][] = [];
  if (typeof (headers as Headers | undefined)?.forEach === "function" && !Array.isArray(headers)) {
    (headers as Headers).forEach((value, name) => {
      pairs.push([name, value]);
    });
  } else if (Array.isArray(headers)) {
    for (let i = 0; i + 1 < headers.length; i += 2) pairs.push([headers[i], headers[i + 1]]);
  } else {
    for (const [name, value] of Object.entries((headers ?? {}) as Exclude<HeadersInput, Headers>)) {
      for (const one of [value].flat()) pairs.push([name, one]);
    }
  }
  return pairs.flatMap(([name, value]) =>
    typeof name === "string" && typeof value === "string" ? [[name.toLowerCase(), value]] : [],
  );
}

/** Every value that came under a name. */
export const headersOf = ({ headers }: Pick<Situation, "headers">, name: string): string[] =>
  headers.filter(([own]) => own === name).map(([, value]) => value);

export const headerOf = (situation: Pick<Situation, "headers">, name: string): string | undefined =>
  headersOf(situation, name)[0];

/** The headers with some of them set, once each. */
export function withHeaders({ headers }: Situation, values: Readonly<Record<string, string>>): string[] {
  const kept = headers.filter(([name]) => !Object.hasOwn(values, name));
  return [...kept, ...Object.entries(values)].flat();
}

/** A name of a header for messages. Whoever sends the delivery chooses it, so that only plain ones are quoted. */
export const quoteName = (name: string): string => (/^[a-z0-9_-]{1,64}$/.test(name) ? name : "another header");

/** A host for messages. */
export const quoteHost = (host: string): string => (/^[\w.:[\]-]{1,100}$/.test(host) ? host : "another host");

const toSource = (place: string | Source): Source =>
  typeof place === "string" ? { in: "header", path: place.toLowerCase() } : place;

/** The headers that one of is the signature. */
export function signatureHeaders({ provider }: Situation): readonly string[] {
  const { data } = provider.scheme;
  if (data?.header) {
    const places = [data.header].flat() as (string | Source)[];
    return places.map(toSource).flatMap(({ in: place, path }) => (place === "header" ? path : []));
  }
  const known = Object.keys(KNOWN_HEADERS).filter((name) => KNOWN_HEADERS[name]?.split(" ").includes(provider.id));
  if (known.length) return known;
  try {
    provider.scheme.parse({ method: "POST", url: "https://example.com/", headers: {}, body: "{}" });
  } catch (error) {
    // What a scheme without data says about a delivery that has nothing: it names the header that is missing.
    const [, name] = (error as Error).message.match(/^The header ([\w-]+) is missing/) ?? [];
    if (name) return [name];
  }
  return [];
}

/** Headers of fields that are signed too, by the name of the field. */
export function fieldHeaders({ provider }: Situation): readonly (readonly [field: string, header: string])[] {
  return Object.entries(provider.scheme.data?.fields ?? {}).flatMap(([field, place]) => {
    const source = toSource(place);
    return source.in === "header" ? [[field, source.path] as const] : [];
  });
}

/** Headers that this provider sends besides: id and type of the event. */
export function companionHeaders({ provider }: Situation): readonly string[] {
  const sources = [provider.eventId ?? [], provider.eventType ?? [], provider.keyAlso ?? []].flat() as Source[];
  return sources.flatMap(({ in: place, path }) => (place === "header" ? path : []));
}

/** The body as bytes; what a parser made of it beside it. */
export function readBody(body: unknown): { readonly bytes: Uint8Array; readonly parsed: unknown } {
  try {
    return { bytes: toBytes(body), parsed: undefined };
  } catch {
    return { bytes: new Uint8Array(), parsed: body ?? null };
  }
}

/** The URL that is verified. */
export const wholeUrl = (url: unknown, publicUrl: unknown): string | undefined => {
  const given = url === undefined || url === null ? undefined : String(url);
  return typeof publicUrl === "string" ? publicUrl + queryOf(given) : given;
};

const strict = /* @__PURE__ */ new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Bytes as text; nothing where they are no UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return;
  }
}

/** JSON as a value; nothing where it is none. */
export function jsonOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return;
  }
}

/** One credential of a list: its id, its value, its end. */
export interface Given {
  readonly id?: string | undefined;
  readonly value: unknown;
  readonly notAfter?: Date | undefined;
}

/** Credentials in every form that `verify` takes, as a list. */
export const givenOf = (input: unknown): Given[] =>
  [input].flat().map((one) => {
    const named = typeof one === "object" && one !== null && Object.hasOwn(one, "value");
    return named ? (one as Given) : { value: one };
  });
