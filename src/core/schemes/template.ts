import { digest } from "#crypto";
import type { Maybe, Part } from "../../crypto/types.js";
import { encodeHex } from "../../encoding/hex.js";
import type { RawDelivery } from "../delivery.js";
import { WebhookConfigError, WebhookError } from "../errors.js";
import { decodeText, readSource, type Source } from "../sources.js";
import type { Covers } from "./scheme.js";

/** What a template is filled from. `secret` only where an unkeyed digest joins it. */
export interface Filling extends RawDelivery {
  readonly fields: Readonly<Record<string, string>>;
  readonly secret?: Uint8Array | undefined;
}

type Value = Maybe<Part | undefined>;
type Filter = (value: Part) => Maybe<Part>;
type Node = string | { readonly read: (filling: Filling) => Value } | { readonly optional: readonly Node[] };

/** A compiled template of signed content. */
export interface Template {
  readonly covers: Covers;
  readonly looksInside: false | "json" | "form";
  /** Literals that directly follow a field: a field that holds one would make the signed text ambiguous. */
  readonly after: Readonly<Record<string, string>>;
  render(filling: Filling): Maybe<readonly Part[]>;
}

const invalid = (text: string, why: string) =>
  new WebhookConfigError("PROVIDER_INVALID", `The template ${text} ${why}.`);

/** Calls on with the value, at once or when it is there. */
export const then = <T, R>(value: Maybe<T>, next: (value: T) => Maybe<R>): Maybe<R> =>
  value instanceof Promise ? value.then(next) : next(value);

const textOf = (part: Part) => (typeof part === "string" ? part : decodeText(part));

/** CRC-32 of IEEE 802.3, as PayPal signs it: unsigned decimal. */
function crc32(part: Part): string {
  let sum = -1;
  for (const byte of typeof part === "string" ? new TextEncoder().encode(part) : part) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return String(~sum >>> 0);
}

const FILTERS: Record<string, Filter> = {
  sha256: (part) => then(digest("sha256", [part]), encodeHex),
  crc32,
  json: (part) => JSON.stringify(textOf(part)),
  lower: (part) => textOf(part).toLowerCase(),
};

const PLACES: Record<string, Source["in"]> = { header: "header", query: "query", form: "form", json: "body" };

/** The URL without origin and query. */
const pathOf = (url: string) => url.replace(/^[a-z]+:\/\/[^/?#]*/i, "").replace(/[?#].*$/s, "") || "/";

function needUrl(url: string | undefined): string {
  if (url) return url;
  throw new WebhookConfigError("PUBLIC_URL_REQUIRED", "This provider signs the URL: pass `url`, or set `publicUrl`.");
}

function reader(name: string, text: string, names: readonly string[]): (filling: Filling) => Value {
  const [place, ...path] = name.split(":");
  const from = path.length ? PLACES[place as string] : undefined;
  if (from) {
    const source = { in: from, path: from === "header" ? path.join(":").toLowerCase() : path.join(":") };
    return (filling) => {
      const value = readSource(source, filling);
      return typeof value === "number" || typeof value === "boolean" ? String(value) : (value as Part | undefined);
    };
  }
  if (name === "body") return (filling) => filling.body;
  if (name === "secret") return (filling) => filling.secret;
  if (name === "method") return (filling) => filling.method ?? "POST";
  if (name === "url") return (filling) => needUrl(filling.url);
  if (name === "path") return (filling) => pathOf(needUrl(filling.url));
  if (!names.includes(name)) throw invalid(text, `has {${name}}, which nothing captures`);
  return (filling) => filling.fields[name];
}

/** Compiles a template once, when the provider is defined. */
export function compileTemplate(text: string, names: readonly string[]): Template {
  const places: string[] = [];
  const after: Record<string, string> = {};
  let body = false;
  let at = 0;

  const variable = (depth: number): Node => {
    const end = text.indexOf("}", at);
    const [name = "", ...filters] = text.slice(at + 1, end < 0 ? undefined : end).split("|");
    if (end < 0) throw invalid(text, "has a brace that is not closed");
    at = end + 1;
    const read = reader(name, text, names);
    const apply = filters.map((filter) => {
      if (!Object.hasOwn(FILTERS, filter)) throw invalid(text, `has a filter ${filter} that does not exist`);
      return FILTERS[filter] as Filter;
    });
    // A checksum binds nothing, and what may be left out is not surely signed.
    if (!depth && !filters.includes("crc32")) {
      if (name === "body") body = true;
      else places.push(name.startsWith("header:") ? name.toLowerCase() : name);
    }
    const literal = text.slice(at).match(/^[^{}[\]]+/)?.[0];
    if (literal) after[name] = literal;
    return {
      read: (filling) =>
        apply.reduce<Value>(
          (value, filter) => then(value, (part) => (part === undefined ? part : filter(part))),
          read(filling),
        ),
    };
  };

  const sequence = (depth: number): Node[] => {
    const nodes: Node[] = [];
    const literal = (char: string) => {
      const last = nodes.length - 1;
      if (typeof nodes[last] === "string") nodes[last] += char;
      else nodes.push(char);
    };
    while (at < text.length) {
      const char = text[at] as string;
      if (text.startsWith("{{", at)) {
        literal("{");
        at += 2;
      } else if (char === "{") {
        nodes.push(variable(depth));
      } else if (char === "[" && !depth) {
        at++;
        nodes.push({ optional: sequence(1) });
        if (text[at++] !== "]") throw invalid(text, "has a bracket that is not closed");
      } else if (char === "]" && depth) {
        break;
      } else {
        literal(char);
        at++;
      }
    }
    return nodes;
  };
  const nodes = sequence(0);

  const fill = (list: readonly Node[], filling: Filling): Value[] =>
    list.flatMap((node): Value[] => {
      if (typeof node === "string") return [node];
      if ("read" in node) return [node.read(filling)];
      const values = fill(node.optional, filling);
      return values.includes(undefined) ? [] : values;
    });

  const close = (values: readonly (Part | undefined)[]): Part[] => {
    const parts: Part[] = [];
    for (const value of values) {
      if (typeof value !== "string" && !(value instanceof Uint8Array)) {
        throw new WebhookError("SIGNATURE_MALFORMED", `The delivery lacks a value that ${text} signs.`);
      }
      const last = parts.length - 1;
      if (typeof value === "string" && typeof parts[last] === "string") parts[last] += value;
      else if (value.length) parts.push(value);
    }
    return parts;
  };

  return {
    covers: { body, url: places.includes("url"), method: places.includes("method"), fields: places },
    looksInside: text.includes("{json:") ? "json" : text.includes("{form:") && "form",
    after,
    render: (filling) => {
      const values = fill(nodes, filling);
      return values.some((value) => value instanceof Promise) ? Promise.all(values).then(close) : close(values as Part[]);
    },
  };
}
