import { createHash, createHmac } from "node:crypto";
import type { Place, ProviderRecord } from "../../scripts/catalogue.mjs";

// What somebody writes who has the catalogue and no hookonce: a second reading of the same data, that shares no code with `src`
// and is in no hurry to refuse anything.

/** A request with header names in lower case. */
export interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const pairsOf = (text: string) => [...new URLSearchParams(text)];

function insideJson(text: string, path: string): unknown {
  let value = JSON.parse(text);
  for (const name of path.split(".")) value = value?.[name];
  return value ?? undefined;
}

/** What stands at a place. */
function valueAt(place: Place, { headers, url, body }: Request): string | undefined {
  if (place.in === "header") return headers[place.path.toLowerCase()];
  if (place.in === "query") return pairsOf(url.split("?")[1] ?? "").find(([name]) => name === place.path)?.[1];
  if (place.in === "form") return pairsOf(body.toString()).find(([name]) => name === place.path)?.[1];
  const value = insideJson(body.toString(), place.path);
  return value === undefined ? undefined : String(value);
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

/** One element of a header's grammar as a regular expression: `t={timestamp}`. */
const patternOf = (element: string) =>
  new RegExp(
    `^${element
      .split(/\{(\w+)\}/)
      .map((part, i) => (i % 2 ? `(?<${part}>.+?)` : escaped(part)))
      .join("")}$`,
  );

/** What a header says: its fields, and its signatures as text. */
function readHeader({ scheme }: ProviderRecord, text: string) {
  const { format = "{signature}", separator } = scheme;
  const elements = (separator ? format.split(separator) : [format]).map((element) => ({
    element,
    pattern: patternOf(element),
  }));
  const labelled = elements.filter(({ element }) => !element.startsWith("{"));
  const positional = elements.filter(({ element }) => element.startsWith("{"));
  const fields: Record<string, string> = {};
  const signatures: string[] = [];
  let position = 0;
  const loose = separator === ", " && !format.replaceAll(separator, "").includes(",");
  for (const piece of separator ? text.split(loose ? /, ?/ : separator) : [text]) {
    const found =
      labelled.find(({ element }) => piece.startsWith(element.split("{")[0] as string)) ??
      positional[Math.min(position++, positional.length - 1)];
    for (const [name, value] of Object.entries(found?.pattern.exec(piece)?.groups ?? {})) {
      if (name === "signature") signatures.push(value as string);
      else fields[name] = value as string;
    }
  }
  return { fields, signatures };
}

function crc32(bytes: Buffer): string {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return String((sum ^ 0xffffffff) >>> 0);
}

const FILTERS: Record<string, (bytes: Buffer) => string> = {
  sha256: (bytes) => createHash("sha256").update(bytes).digest("hex"),
  crc32,
  json: (bytes) => JSON.stringify(bytes.toString()),
  minify: (bytes) => JSON.stringify(JSON.parse(bytes.toString())),
  lower: (bytes) => bytes.toString().toLowerCase(),
  unescape: (bytes) => bytes.toString().replace(/%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, decodeURIComponent),
};

/** The signed content: a template filled from a request and the fields of its header. */
export function render(template: string, request: Request, fields: Readonly<Record<string, string | Buffer>>): Buffer {
  const variable = (text: string): Buffer | undefined => {
    const [name = "", ...filters] = text.split("|");
    const [place = "", ...rest] = name.split(":");
    const path = rest.join(":");
    const found = rest.length
      ? valueAt({ in: (place === "json" ? "body" : place) as Place["in"], path }, request)
      : ({
          body: request.body,
          method: request.method,
          url: request.url,
          address: request.url.split(/[?#]/)[0] as string,
          path: new URL(request.url).pathname,
          ...fields,
        }[name] as string | Buffer | undefined);
    if (found === undefined) return undefined;
    return filters.reduce<Buffer>(
      (value, filter) => Buffer.from((FILTERS[filter] as (b: Buffer) => string)(value)),
      Buffer.from(found as string),
    );
  };
  const fill = (text: string, optional: boolean): Buffer => {
    const parts: Buffer[] = [];
    for (const [whole, name] of text.matchAll(/\{\{|\{([^{}]+)\}|[^{]+/g)) {
      const value = name === undefined ? Buffer.from(whole === "{{" ? "{" : whole) : variable(name);
      if (value === undefined && optional) return Buffer.alloc(0);
      if (value === undefined) throw new Error(`${whole} is not there`);
      parts.push(value);
    }
    return Buffer.concat(parts);
  };
  return Buffer.concat(template.split(/\[([^\]]*)\]/).map((text, i) => fill(text, i % 2 === 1)));
}

/** The bytes of the key behind a secret. */
function keyOf({ scheme }: ProviderRecord, secret: string): Buffer {
  const {
    strip = [],
    keepPrefix,
    after,
    encoding = "utf8",
    bareEncoding,
    normalize,
    suffix = "",
  } = scheme.secret ?? {};
  const prefixes = [strip].flat();
  const prefix = prefixes.find((one) => secret.startsWith(one));
  const bare = (prefixes.length > 0 && prefix === undefined) || (after !== undefined && !secret.includes(after));
  let text = keepPrefix ? secret : secret.slice(prefix?.length ?? 0);
  if (after && !bare) text = text.slice(text.indexOf(after) + after.length);
  if (normalize) text = text.normalize(normalize);
  return Buffer.concat([Buffer.from(text, bare ? (bareEncoding ?? encoding) : encoding), Buffer.from(suffix)]);
}

/** The signature of a keyed or unkeyed hash. */
function sign(
  record: ProviderRecord,
  secret: string,
  template: string,
  request: Request,
  fields: Record<string, string>,
) {
  const { kind, hash = "" } = record.scheme;
  const key = keyOf(record, secret);
  if (kind === "digest")
    return createHash(hash)
      .update(render(template, request, { ...fields, secret: key }))
      .digest();
  return createHmac(hash, key)
    .update(render(template, request, fields))
    .digest();
}

/** Whether a request is signed with the secret, as the catalogue alone says. The age of its timestamp is not looked at. */
export function holds(record: ProviderRecord, secret: string, request: Request): boolean {
  const { header = [], fields = {}, signs = [], encoding } = record.scheme;
  const said = header.map((place) => valueAt(place, request)).filter((text) => text !== undefined);
  const read = said.map((text) => readHeader(record, text));
  const values: Record<string, string> = Object.assign({}, ...read.map((one) => one.fields));
  for (const [name, place] of Object.entries(fields)) values[name] = valueAt(place, request) as string;
  const signatures = read.flatMap((one) => one.signatures).map((text) => Buffer.from(text, encoding).toString("hex"));
  return signs.some((template) => signatures.includes(sign(record, secret, template, request, values).toString("hex")));
}
