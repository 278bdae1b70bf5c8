import { WebhookConfigError } from "../../core/errors.js";
import type { Encoding, SchemeData, SymmetricScheme } from "../../core/schemes/scheme.js";
import { compileTemplate, render, type Token } from "../../core/schemes/template.js";
import { fromHeader, type Source } from "../../core/sources.js";
import { encodeBase64 } from "../../encoding/base64.js";
import { encodeHex } from "../../encoding/hex.js";
import { rawToDer } from "./signer.js";
import { newText, writeTimestamp } from "./write-timestamp.js";
import { compute, signWith, type Writer, type Writing } from "./writing.js";

/** A scheme's data, of a kind whose text a template says or not. */
type Layout = Omit<SchemeData, "signs"> & { readonly signs?: SchemeData["signs"] | undefined };

const toSource = (place: string | Source): Source => (typeof place === "string" ? fromHeader(place) : place);

export const encode = (bytes: Uint8Array, encoding: Encoding): string =>
  encoding === "hex" ? encodeHex(bytes) : encodeBase64(bytes, encoding === "base64url");

/** Places of their own that a template reads, such as {query:id}: those outside brackets have to be there. */
function* signedPlaces(tokens: readonly Token[]): Generator<Source> {
  let depth = 0;
  for (const { literal, name } of tokens) {
    if (name === undefined) depth += +(literal === "[") - +(literal === "]");
    const [place, path] = name?.split(/:(.*)/s) ?? [];
    if (!depth && path) {
      if (place === "header") yield fromHeader(path);
      else yield { in: place === "json" ? "body" : (place as Source["in"]), path };
    }
  }
}

/** Header, format and fields as the data say them. It also writes what is signed where a template says it. */
export const writeTemplate = (layout: Layout): Writer =>
  async function write(writing: Writing) {
    const { scheme, draft, options, nowMs } = writing;
    const { format, encoding, fields = {}, expect = {}, timestamp, signs } = layout;
    const given = (options.fields ?? {}) as Readonly<Record<string, string>>;
    const values: Record<string, string> = Object.create(null);
    const valueFor = (name: string) => {
      if (name === "timestamp") return writeTimestamp(nowMs, timestamp);
      return name === "ts" ? writeTimestamp(nowMs) : `${name}-${newText()}`;
    };
    for (const name of scheme.signedOptions ?? []) values[name] = String(options[name]);
    for (const [name, value] of Object.entries(expect)) draft.need(fromHeader(name), value);
    for (const [name, place] of Object.entries(fields)) {
      values[name] = draft.need(toSource(place), given[name] ?? valueFor(name));
    }
    for (const [, name = ""] of format.matchAll(/\{(\w+)\}/g)) {
      if (name !== "signature") values[name] ??= given[name] ?? (name === "keyId" ? "test" : valueFor(name));
    }
    const tokens = compileTemplate([signs ?? []].flat()[0] ?? "");
    // Of equal text each time, so that a retry is the same event.
    for (const place of signedPlaces(tokens)) draft.need(place, place.in === "body" ? "1" : "test");

    const body = draft.bytes();
    let signature: Uint8Array;
    if (typeof (scheme as SymmetricScheme).compute === "function") signature = await compute(writing, body, values);
    else {
      const { method, url, headers } = draft;
      signature = await signWith(writing, await render(tokens, { method, url, headers, body, fields: values }));
      if (scheme.kind === "ecdsa" && (layout as { signature?: string }).signature !== "raw") {
        signature = rawToDer(signature);
      }
    }
    values.signature = encode(signature, encoding);
    const [header] = [layout.header].flat() as (string | Source)[];
    const text = format.replace(/\{(\w+)\}/g, (_whole, name: string) => values[name] as string);
    if (draft.put(toSource(header as string | Source), text)) return;
    throw new WebhookConfigError(
      "OPTION_INVALID",
      "The signature of this provider stands inside the body: give the payload as an object.",
    );
  };
