import { decodeBase64 } from "../../encoding/base64.js";
import { decodeHex } from "../../encoding/hex.js";
import { type Delivery, type RawDelivery, readHeader, toBytes } from "../delivery.js";
import { orThrow, WebhookError, type WebhookErrorCode } from "../errors.js";
import { fromHeader, insideBytes, readSource, type Source } from "../sources.js";
import { parseTimestamp } from "../timestamp.js";
import { type Captures, compileFormat, readFormat } from "./format.js";
import type { Covers, ParsedSignature, Scheme, SchemeData, SignatureCandidate, SignedParts } from "./scheme.js";
import { compileTemplate, type Token } from "./template.js";

const NO_BYTES = /* @__PURE__ */ new Uint8Array();

const toSource = (place: string | Source): Source => (typeof place === "string" ? fromHeader(place) : place);

/** The parts of a signature computation, as a delivery. */
export const toDelivery = ({ body = "", headers = {}, method, url }: SignedParts): RawDelivery => ({
  method,
  url,
  headers,
  body: toBytes(body),
});

const missing = (name: string, what: string): WebhookError => {
  const code: WebhookErrorCode = name === "timestamp" ? "TIMESTAMP_MISSING" : "SIGNATURE_MISSING";
  return new WebhookError(code, `The ${what} is missing.`);
};

/** What is surely signed: outside brackets, in every template, and by more than a checksum. */
function coverage(templates: readonly (readonly Token[])[], fields: readonly (readonly [string, Source])[]): Covers {
  const [first = [], ...others] = templates.map((tokens) => {
    let depth = 0;
    return tokens.flatMap(({ literal, name, filters }) => {
      if (name === undefined) depth += +(literal === "[") - +(literal === "]");
      return name === undefined || depth || filters.includes("crc32")
        ? []
        : [name.startsWith("header:") ? name.toLowerCase() : name];
    });
  });
  const names = first.filter((name) => others.every((other) => other.includes(name)));
  for (const [name, source] of fields) {
    if (names.includes(name)) names.push(`${source.in === "body" ? "json" : source.in}:${source.path}`);
  }
  const has = (name: string) => names.includes(name);
  return { body: has("body"), url: has("url"), method: has("method"), fields: names };
}

/**
 * What a `parse` does, with the refusal as its answer: throwing it would cost more than finding it. By the function, so that a scheme with
 * another `parse` has none.
 */
export const readsQuietly = /* @__PURE__ */ new WeakMap<
  Scheme["parse"],
  (delivery: Delivery) => ParsedSignature | WebhookError
>();

/** What {@link compileScheme} gives the kinds. */
export interface CompiledScheme {
  readonly data: SchemeData;
  readonly covers: Covers;
  readonly looksInside: false | "json" | "form";
  parse(delivery: Delivery): ParsedSignature;
}

/**
 * What all kinds that sign a template share.
 * @param size bytes of a signature where it is fixed, 0 where the key decides
 */
export function compileScheme(
  data: SchemeData,
  size: number,
): readonly [CompiledScheme, readonly (readonly Token[])[]] {
  const { separator = "", encoding, maxCandidates = 16, timestamp = "seconds" } = data;
  const places = [data.header].flat().map((place) => toSource(place as string | Source));
  const format = compileFormat(data.format, separator);
  const fields = Object.entries(data.fields ?? {}).map(([name, place]) => [name, toSource(place)] as const);
  const templates = [data.signs].flat().map(compileTemplate);
  const captured = format.patterns.flatMap((pattern) => pattern.names);
  const required = captured.concat(fields.map(([name]) => name)).filter((name) => !/^(signature|keyId)$/.test(name));
  const expected = Object.entries(data.expect ?? {});
  /** Literals that follow a field in a template: where its value holds one, the signed text is ambiguous. */
  const after = (name: string) =>
    templates.flatMap((tokens) =>
      tokens.flatMap((token, i) => (token.name === name ? (tokens[i + 1]?.literal ?? []) : [])),
    );
  const ambiguous = required.map((name) => ({ name, literals: after(name) }));
  const named = places.slice(0, 3).map((place) => `${place.in} ${place.path}`);
  const what = named.join(" or ") + (places.length > 3 ? " …" : "");
  const insides = [...places, ...fields.map(([, source]) => source)].map((source) => source.in as string);
  for (const { name, filters } of templates.flat()) {
    if (name?.includes(":")) insides.push(name.split(":")[0] as string);
    if (filters.includes("minify")) insides.push("json");
  }
  const looksInside =
    insides.includes("body") || insides.includes("json") ? "json" : insides.includes("form") && "form";
  const decode = (value: string) =>
    encoding === "hex" ? decodeHex(value, data.anyCaseHex) : decodeBase64(value, encoding === "base64url");

  // Runs for each delivery: loops over lists by number, since those over iterators cost as much as what is in them.
  function read({ headers, method, url, body }: Delivery): ParsedSignature | WebhookError {
    const inside = looksInside ? insideBytes(body) : NO_BYTES;
    const raw = { headers, method, url: url === undefined ? url : String(url), body: inside };
    const signatures: Captures["signatures"] = [];
    const values: Record<string, string> = Object.create(null);
    const captures = { signatures, fields: values };
    let found = false;
    for (let i = 0; i < places.length; i++) {
      const value = readSource(places[i] as Source, raw);
      if (value === undefined || value === "") continue;
      found = true;
      if (typeof value !== "string") return new WebhookError("SIGNATURE_MALFORMED", "The signature is no text.");
      const wrong = readFormat(value, format, maxCandidates, captures);
      if (wrong) return wrong;
    }
    if (!found) return missing("", what);
    for (let i = 0; i < fields.length; i++) {
      const [name, source] = fields[i] as (typeof fields)[0];
      const value = readSource(source, raw);
      if (typeof value === "number" || (typeof value === "string" && value)) values[name] = String(value);
    }
    for (let i = 0; i < ambiguous.length; i++) {
      const { name, literals } = ambiguous[i] as (typeof ambiguous)[0];
      const value = values[name];
      if (value === undefined) return missing(name, `${name} of the ${what}`);
      if (name === "timestamp") continue;
      if (!/^[!-~]{1,255}$/.test(value) || literals.some((literal) => value.includes(literal))) {
        return new WebhookError("SIGNATURE_MALFORMED", `The signed ${name} is no plain text.`);
      }
    }
    for (const [name, value] of expected) {
      if (readHeader(headers, name.toLowerCase()) !== value) {
        return new WebhookError("SIGNATURE_MALFORMED", `The header ${name} has another value.`);
      }
    }
    const timestampMs = values.timestamp === undefined ? undefined : parseTimestamp(values.timestamp, timestamp);
    if (Number.isNaN(timestampMs)) {
      return new WebhookError("TIMESTAMP_MALFORMED", `The timestamp is not in ${timestamp}.`);
    }
    const candidates: SignatureCandidate[] = [];
    for (const { text, keyId } of signatures) {
      const bytes = decode(text);
      if (bytes && (!size || bytes.length === size)) candidates.push({ bytes, keyId });
    }
    if (!candidates.length) {
      return new WebhookError("SIGNATURE_MALFORMED", `The signature is no ${encoding} of the right length.`);
    }
    return { candidates, fields: values, timestampMs };
  }

  const parse = (delivery: Delivery): ParsedSignature => orThrow(read(delivery));
  readsQuietly.set(parse, read);

  return [{ data, covers: coverage(templates, fields), looksInside, parse }, templates];
}
