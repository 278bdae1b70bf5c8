import { decodeBase64 } from "../../encoding/base64.js";
import { decodeHex } from "../../encoding/hex.js";
import { type Delivery, type RawDelivery, readHeader, toBytes } from "../delivery.js";
import { WebhookConfigError, WebhookError } from "../errors.js";
import { fromHeader, readSource, type Source } from "../sources.js";
import { parseTimestamp } from "../timestamp.js";
import { type Captures, compileFormat } from "./format.js";
import type { Covers, ParsedSignature, SchemeData, SignatureCandidate, SignedParts } from "./scheme.js";
import { compileTemplate, type Template } from "./template.js";

/** How far a body is read before its signature holds. */
const MAX_INSIDE = 256 * 1024;

const toSource = (place: string | Source): Source => (typeof place === "string" ? fromHeader(place) : place);

/** Runs a reader over a body that nobody has vouched for yet: whatever it stumbles over is a malformed signature. */
export function lookInside<T>(body: Uint8Array, read: () => T): T {
  if (body.length > MAX_INSIDE) {
    throw new WebhookError("SIGNATURE_MALFORMED", `A body that holds its own signature may have ${MAX_INSIDE} bytes.`);
  }
  try {
    return read();
  } catch (error) {
    if (error instanceof WebhookError || error instanceof WebhookConfigError) throw error;
    throw new WebhookError("SIGNATURE_MALFORMED", "The body that holds the signature, or what it signs, cannot be read.");
  }
}

/** The parts of a signature computation, as a delivery. */
export const toDelivery = (parts: SignedParts): RawDelivery => ({
  method: parts.method,
  url: parts.url,
  headers: parts.headers ?? {},
  body: toBytes(parts.body ?? ""),
});

/** What {@link compileScheme} gives the kinds. */
export interface CompiledScheme {
  readonly covers: Covers;
  readonly looksInside: false | "json" | "form";
  readonly templates: readonly Template[];
  parse(delivery: Delivery): ParsedSignature;
}

/**
 * What all kinds that sign a template share.
 * @param size bytes of a signature where it is fixed, 0 where the key decides
 * @param extra names that the template may use besides the captured ones
 */
export function compileScheme(data: SchemeData, size: number, extra: readonly string[] = []): CompiledScheme {
  const places = (Array.isArray(data.header) ? data.header : [data.header]).map(toSource);
  const format = compileFormat(data.format, data.separator, data.maxCandidates);
  const fields = Object.entries(data.fields ?? {}).map(([name, place]) => [name, toSource(place)] as const);
  const names = [...format.names.filter((name) => name !== "signature"), ...fields.map(([name]) => name), ...extra];
  const templates = [data.signs].flat().map((text) => compileTemplate(text, names));
  const [first] = templates;
  if (!first) throw new WebhookConfigError("PROVIDER_INVALID", "The scheme signs nothing.");

  const everywhere = first.covers.fields.filter((name) => templates.every((one) => one.covers.fields.includes(name)));
  const covered = everywhere.flatMap((name) => {
    const source = fields.find((field) => field[0] === name)?.[1];
    return source ? [name, `${source.in === "body" ? "json" : source.in}:${source.path}`] : name;
  });
  if ((data.timestamp || names.includes("timestamp")) && !covered.includes("timestamp")) {
    throw new WebhookConfigError("PROVIDER_INVALID", "A timestamp that is not signed says nothing: leave it out.");
  }
  const form = data.timestamp ?? "seconds";
  const insides = [...places, ...fields.map(([, source]) => source)].map((source) => source.in);
  const looksInside =
    templates.find((one) => one.looksInside)?.looksInside ||
    (insides.includes("body") ? "json" : insides.includes("form") && "form");
  const decode = (text: string) =>
    data.encoding === "hex" ? decodeHex(text, data.anyCaseHex) : decodeBase64(text, data.encoding === "base64url");
  const expected = Object.entries(data.expect ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);

  function checkField(name: string, value: string): void {
    const literal = templates.map((one) => one.after[name]).find((after) => after && value.includes(after));
    if (value.length > 255 || !/^[!-~]+$/.test(value) || literal) {
      throw new WebhookError("SIGNATURE_MALFORMED", `The signed ${name} is no plain text of up to 255 characters.`);
    }
  }

  function parse(delivery: Delivery): ParsedSignature {
    const { headers, method } = delivery;
    const url = delivery.url === undefined ? undefined : String(delivery.url);
    const body = looksInside ? toBytes(delivery.body) : (delivery.body as Uint8Array);
    const raw = { headers, method, url, body };
    const read = (source: Source): unknown =>
      source.in === "header" ? readHeader(headers, source.path) : lookInside(body, () => readSource(source, raw));

    const captures: Captures = { signatures: [], fields: Object.create(null) };
    for (const place of places) {
      const text = read(place);
      if (typeof text === "string" && text) format.read(text, captures);
    }
    if (!captures.signatures.length) {
      const present = places.some((place) => read(place));
      throw new WebhookError(
        present ? "SIGNATURE_MALFORMED" : "SIGNATURE_MISSING",
        `${places.map((place) => `The ${place.in} ${place.path}`).join(" or ")} ${present ? `has not the form ${data.format}` : "is missing"}.`,
      );
    }
    for (const [name, source] of fields) {
      const value = read(source);
      if (value === undefined || value === "") {
        const code = name === "timestamp" ? "TIMESTAMP_MISSING" : "SIGNATURE_MISSING";
        throw new WebhookError(code, `The ${source.in} ${source.path} is missing.`);
      }
      captures.fields[name] = String(value);
    }
    for (const name of format.names) {
      if (name !== "signature" && name !== "keyId" && !(name in captures.fields)) {
        const code = name === "timestamp" ? "TIMESTAMP_MISSING" : "SIGNATURE_MALFORMED";
        throw new WebhookError(code, `The signature header has no ${name}.`);
      }
    }
    for (const [name, value] of expected) {
      if (readHeader(headers, name) !== value) {
        throw new WebhookError("SIGNATURE_MALFORMED", `The header ${name} is not ${value}.`);
      }
    }
    let timestampMs: number | undefined;
    for (const name of Object.keys(captures.fields)) {
      const value = captures.fields[name] as string;
      if (name !== "timestamp") checkField(name, value);
      else if (Number.isNaN((timestampMs = parseTimestamp(value, form)))) {
        throw new WebhookError("TIMESTAMP_MALFORMED", `The timestamp is not written in ${form}.`);
      }
    }
    const candidates: SignatureCandidate[] = [];
    for (const { text, keyId } of captures.signatures) {
      const bytes = decode(text);
      if (bytes && (size ? bytes.length === size : bytes.length)) candidates.push(keyId ? { bytes, keyId } : { bytes });
    }
    if (!candidates.length) {
      throw new WebhookError("SIGNATURE_MALFORMED", `The signature is no ${data.encoding} of the right length.`);
    }
    return { candidates, fields: captures.fields, timestampMs };
  }

  return {
    covers: {
      body: templates.every((one) => one.covers.body),
      url: templates.every((one) => one.covers.url),
      method: templates.every((one) => one.covers.method),
      fields: covered,
    },
    looksInside,
    templates,
    parse,
  };
}
