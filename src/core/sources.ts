import { type RawDelivery, readHeader, toBytes } from "./delivery.js";
import { WebhookError } from "./errors.js";

/** Where a value stands in a delivery. Made by {@link fromHeader}, {@link fromBody} and their like. */
export interface Source<Place extends string = string> {
  readonly in: "header" | "query" | "form" | "body" | "claim" | "digest";
  readonly path: string;
  /** The place as a type, so that a typed provider knows which member tells its events apart. */
  readonly "~place"?: Place;
}

/**
 * A header of the delivery.
 * @param name in any case
 * @example
 * ```ts
 * import { fromHeader } from "hookonce";
 * const eventType = fromHeader("x-github-event");
 * ```
 */
export function fromHeader<const Name extends string>(name: Name): Source<`header:${Name}`> {
  return { in: "header", path: name.toLowerCase() };
}

/**
 * A parameter of the query string, decoded.
 * @example
 * ```ts
 * import { fromQuery } from "hookonce";
 * const eventId = fromQuery("data.id");
 * ```
 */
export function fromQuery<const Name extends string>(name: Name): Source<`query:${Name}`> {
  return { in: "query", path: name };
}

/**
 * A field of a form-encoded body, decoded.
 * @example
 * ```ts
 * import { fromForm } from "hookonce";
 * const eventId = fromForm("MessageSid");
 * ```
 */
export function fromForm<const Name extends string>(name: Name): Source<Name> {
  return { in: "form", path: name };
}

/**
 * A value in a JSON body, by names and array positions joined with dots. Only own properties are followed.
 * @example
 * ```ts
 * import { fromBody } from "hookonce";
 * const eventType = fromBody("event.type");
 * ```
 */
export function fromBody<const Path extends string>(path: Path): Source<Path> {
  return { in: "body", path };
}

/**
 * A claim of the token that came with the delivery. It is signed, whether or not the body is.
 * @example
 * ```ts
 * import { fromClaim } from "hookonce";
 * const eventId = fromClaim("jti");
 * ```
 */
export function fromClaim<const Path extends string>(path: Path): Source<`claim:${Path}`> {
  return { in: "claim", path };
}

/**
 * The SHA-256 of the body: the last resort among the sources of an event id, for events that carry none.
 * @example
 * ```ts
 * import { fromBody, fromDigest } from "hookonce";
 * const eventId = [fromBody("event_id"), fromDigest()];
 * ```
 */
export function fromDigest(): Source<""> {
  return { in: "digest", path: "" };
}

/** Strict UTF-8. A byte order mark stays: text that was signed without one is another text. */
const decoder = /* @__PURE__ */ new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** How far a body is read before its signature holds. */
const MAX_INSIDE = 256 * 1024;

/**
 * A body that is read before its signature holds, because that lies inside.
 * @throws WebhookError `SIGNATURE_MALFORMED` when it is too long for that
 */
export function insideBytes(body: unknown): Uint8Array {
  const bytes = toBytes(body);
  if (bytes.length <= MAX_INSIDE) return bytes;
  throw new WebhookError("SIGNATURE_MALFORMED", "The body is too long to hold what is signed.");
}

/** The body as text. Throws on bytes that are no UTF-8. */
export const decodeText = (body: Uint8Array): string => decoder.decode(body);

/** The body as JSON. Throws on anything else. */
export const parseJson = (body: Uint8Array): unknown => JSON.parse(decodeText(body));

/** The same for a payload, which may begin with a byte order mark. */
export const readJson = (body: Uint8Array): unknown => JSON.parse(decodeText(body).replace(/^\uFEFF/, ""));

/** The pairs of a form or query, in their order. Throws on escapes that are no UTF-8, which a lenient decoder would blur. */
export const parsePairs = (text: string): [name: string, value: string][] =>
  text
    .split("&")
    .filter(Boolean)
    .map((pair) => {
      const [name = "", ...value] = pair.replaceAll("+", " ").split("=");
      return [decodeURIComponent(name), decodeURIComponent(value.join("="))];
    });

/** The query string with its `?`, or an empty text. */
export const queryOf = (url = ""): string => url.match(/^[^?#]*(\?[^#]*)/)?.[1] ?? "";

/** Follows a path through own properties. */
export function atPath(value: unknown, path: string): unknown {
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** What stands at a source: text, or whatever JSON has there. Throws what the parser of the body throws. */
export function readSource({ in: place, path }: Source, { headers, url, body }: RawDelivery): unknown {
  if (place === "header") return readHeader(headers, path);
  if (place === "body") return atPath(parseJson(body), path);
  if (place === "digest" || place === "claim") return;
  const pairs = parsePairs(place === "query" ? queryOf(url).slice(1) : decodeText(body)).filter(
    ([name]) => name === path,
  );
  return pairs.length === 1 ? pairs[0]?.[1] : undefined;
}
