import { digest } from "#crypto";
import type { Maybe, Part } from "../../crypto/types.js";
import { encodeHex } from "../../encoding/hex.js";
import { type RawDelivery, toBytes } from "../delivery.js";
import { WebhookConfigError, WebhookError } from "../errors.js";
import { decodeText, insideBytes, parseJson, readSource, type Source } from "../sources.js";
import { intern } from "./format.js";

/** What a template is filled from. `secret` only where an unkeyed digest joins it. */
export interface Filling extends RawDelivery {
  readonly fields: Readonly<Record<string, string | Uint8Array>>;
}

type Filter = (value: Part) => Maybe<Part>;

/** Calls on with the value, at once or when it is there. */
export const chain = <T, R>(value: Maybe<T>, next: (value: T) => Maybe<R>): Maybe<R> =>
  value instanceof Promise ? value.then(next) : next(value);

const textOf = (part: Part) => (typeof part === "string" ? part : decodeText(part));

/** CRC-32 of IEEE 802.3, as PayPal signs it: unsigned decimal. */
function crc32(part: Part): string {
  let sum = -1;
  for (const byte of toBytes(part)) {
    sum ^= byte;
    for (let bit = 8; bit--; ) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return String(~sum >>> 0);
}

export const FILTERS: Readonly<Record<string, Filter>> = {
  sha256: (part) => chain(digest("sha256", [part]), encodeHex),
  crc32,
  json: (part) => JSON.stringify(textOf(part)),
  minify: (part) => JSON.stringify(parseJson(insideBytes(toBytes(part)))),
  lower: (part) => textOf(part).toLowerCase(),
  // The escapes that HubSpot's documentation lists: those of :/?@!$'()*,;
  unescape: (part) => textOf(part).replace(/%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, decodeURIComponent),
};

/** A piece of a template: a literal, a bracket, or a variable with its filters. */
export interface Token {
  readonly literal: string;
  readonly name?: string | undefined;
  readonly filters: readonly string[];
  /** A variable's value. */
  readonly read?: Reader | undefined;
}

type Reader = (filling: Filling) => Part | undefined;

/** Takes a template apart. A variable's name is `body`, `header:x-id`, or that of a captured field. */
export const compileTemplate = (text: string): readonly Token[] =>
  [...text.matchAll(/\{\{|\{([^{}]+)\}|[[\]}]|[^{}[\]]+/g)].map(([literal, variable]) => {
    const [name, ...filters] = variable?.split("|") ?? [];
    return {
      literal: literal === "{{" ? "{" : literal,
      name,
      filters,
      read: name === undefined ? name : readerOf(intern(name)),
    };
  });

function urlOf({ url }: Filling): string {
  if (url) return url;
  throw new WebhookConfigError("PUBLIC_URL_REQUIRED", "This provider signs the URL: set publicUrl.");
}

const READERS: Readonly<Record<string, Reader>> = {
  body: ({ body }) => body,
  method: ({ method = "POST" }) => method,
  url: urlOf,
  address: (filling) => urlOf(filling).replace(/[?#].*/s, ""),
  path: (filling) => urlOf(filling).replace(/^\w+:\/\/[^/?#]*|[?#].*/gs, "") || "/",
};

/** Whatever can be known of a variable before there is a delivery is found out here. */
function readerOf(name: string): Reader {
  if (Object.hasOwn(READERS, name)) return READERS[name] as Reader;
  const at = name.indexOf(":");
  const place = name.slice(0, Math.max(at, 0));
  const path = name.slice(at + 1);
  const source = { in: place === "json" ? "body" : place, path: place === "header" ? path.toLowerCase() : path };
  return (filling) => {
    if (Object.hasOwn(filling.fields, name)) return filling.fields[name];
    const value = place && readSource(source as Source, filling);
    return typeof value === "object" || value === undefined || !place ? undefined : String(value);
  };
}

/** The parts that are signed. Those in brackets fall away with the first value that is absent. */
export function render(tokens: readonly Token[], filling: Filling): Maybe<readonly Part[]> {
  const parts: Maybe<Part>[] = [];
  let optional = -1;
  let absent = false;
  let later = false;
  for (let i = 0; i < tokens.length; i++) {
    const { literal, name, filters, read } = tokens[i] as Token;
    const value = read ? read(filling) : literal;
    if (value === undefined) {
      if (optional < 0) throw new WebhookError("SIGNATURE_MALFORMED", `The signed ${name} is missing.`);
      absent = true;
    } else if (name === undefined && (value === "[" || value === "]")) {
      if (absent) parts.length = optional;
      absent = false;
      optional = value === "[" ? parts.length : -1;
    } else {
      let part: Maybe<Part> = value;
      for (let j = 0; j < filters.length; j++) part = chain(part, FILTERS[filters[j] as string] as Filter);
      later ||= part instanceof Promise;
      parts.push(part);
    }
  }
  return later ? Promise.all(parts) : (parts as Part[]);
}
