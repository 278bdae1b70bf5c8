import type { Maybe } from "../../crypto/types.js";
import { checkContentDigest } from "../content-digest.js";
import { type Delivery, type HeadersInput, type RawDelivery, readHeader } from "../delivery.js";
import { WebhookConfigError, WebhookError } from "../errors.js";
import { parsePairs, queryOf } from "../sources.js";
import { type BareItem, type Member, parseDictionary } from "../structured-fields.js";
import type { Covers, ParsedSignature, SignatureCandidate } from "./scheme.js";

/** What a receiver demands of HTTP Message Signatures (RFC 9421 §3.2): a signature that covers less is refused. */
export interface HttpSignatureData {
  /**
   * Components that must be signed: `@method`, `@target-uri`, `content-digest`, a header's name … Default `@method`, `@target-uri`
   * and `content-digest`, whose digest is compared with the body.
   */
  readonly requires?: readonly string[] | undefined;
  /** The application's tag, where the sender sets one. Signatures with another tag do not count. */
  readonly tag?: string | undefined;
  /** Whether a signature without `created` is accepted. It then says nothing about its age. Default `false`. */
  readonly undated?: boolean | undefined;
}

const REQUIRES = ["@method", "@target-uri", "content-digest"];

/** One signature with the text that it signs. */
export interface HttpCandidate extends SignatureCandidate {
  readonly base: string;
  readonly expires: number | undefined;
}

const malformed = (what: string) => new WebhookError("SIGNATURE_MALFORMED", `The HTTP signature ${what}.`);

/** The URL in the pieces that components name. What is no whole URL needs `publicUrl`. */
function piecesOf(url: string | undefined): Readonly<Record<string, string>> {
  const [, scheme, authority, path] = url?.match(/^(https?):\/\/([^/?#@]+)([^?#]*)/i) ?? [];
  if (!url || !scheme || authority === undefined) {
    throw new WebhookConfigError(
      "PUBLIC_URL_REQUIRED",
      "This provider signs the URL: pass `url` whole, or set `publicUrl`.",
    );
  }
  const query = queryOf(url);
  const name = scheme.toLowerCase();
  const host = authority.toLowerCase().replace(name === "https" ? /:443$/ : /:80$/, "");
  return {
    "@scheme": name,
    "@authority": host,
    "@path": path || "/",
    "@query": query || "?",
    "@request-target": (path || "/") + query,
    "@target-uri": url.replace(/#.*/s, ""),
  };
}

/** `encodeURIComponent`, as RFC 9421 §2.2.8 writes parameters. */
const encodeParameter = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

function headerValue(headers: HeadersInput, name: string): string {
  const value = readHeader(headers, name);
  if (value === undefined) throw malformed(`covers the header ${name.slice(0, 64)}, which is missing`);
  if (/[\r\n]/.test(value)) throw malformed("covers a header that has line breaks");
  return value.trim();
}

/** The value of one covered component (RFC 9421 §2). */
function componentValue({ value: name, parameters }: Member, { headers, method = "POST", url }: Delivery): string {
  if (typeof name !== "string" || name !== name.toLowerCase()) throw malformed("covers something unnamed");
  const query = name === "@query-param" && parameters.size === 1 ? parameters.get("name") : undefined;
  if (typeof query === "string") {
    const found = parsePairs(queryOf(url === undefined ? url : String(url)).slice(1)).filter(
      ([key]) => encodeParameter(key) === query,
    );
    if (found.length !== 1) throw malformed("covers a query parameter that is missing or doubled");
    return encodeParameter(found[0]?.[1] as string);
  }
  if (parameters.size) throw malformed("covers a component with parameters that are not supported");
  if (name === "@method") return method;
  if (!name.startsWith("@")) return headerValue(headers, name);
  const pieces = piecesOf(url === undefined ? url : String(url));
  if (!Object.hasOwn(pieces, name)) throw malformed("covers a component that does not exist");
  return pieces[name] as string;
}

/** The signature base of RFC 9421 §2.5. `components` is the value of one member of `signature-input`. */
export function signatureBase(components: Member, delivery: Delivery): string {
  const lines: string[] = [];
  const seen = new Set<string>();
  for (const component of components.value as readonly Member[]) {
    if (seen.has(component.raw)) throw malformed("covers a component twice");
    seen.add(component.raw);
    lines.push(`${component.raw}: ${componentValue(component, delivery)}`);
  }
  lines.push(`"@signature-params": ${components.raw}`);
  return lines.join("\n");
}

const time = (value: BareItem | undefined): number | undefined => {
  if (value === undefined || (Number.isSafeInteger(value) && (value as number) > 0)) return value as number | undefined;
  throw new WebhookError("TIMESTAMP_MALFORMED", "The times of an HTTP signature are whole seconds.");
};

/** What a signature of this sort covers for certain. */
export function coversOf({ requires = REQUIRES, undated }: HttpSignatureData): Covers {
  return {
    body: requires.includes("content-digest"),
    url: requires.includes("@target-uri"),
    method: requires.includes("@method"),
    fields: [
      ...(undated ? [] : ["timestamp"]),
      ...requires.filter((name) => !name.startsWith("@")).map((name) => `header:${name.toLowerCase()}`),
    ],
  };
}

/**
 * Reads `signature-input` and `signature`, and gives the signatures that cover enough.
 * @param algorithm the only value that the parameter `alg` may have, where it is there
 */
export function parseHttpSignature(data: HttpSignatureData, algorithm: string, delivery: Delivery): ParsedSignature {
  const { requires = REQUIRES, tag, undated } = data;
  const inputText = readHeader(delivery.headers, "signature-input");
  const signatureText = readHeader(delivery.headers, "signature");
  if (!inputText || !signatureText) {
    throw new WebhookError("SIGNATURE_MISSING", "The headers signature-input and signature are missing.");
  }
  const inputs = parseDictionary(inputText);
  const signatures = parseDictionary(signatureText);
  if (!inputs || !signatures || inputs.size > 8) throw malformed("is no dictionary of signatures");
  const candidates: HttpCandidate[] = [];
  let createdAt: number | undefined;
  let why = "covers less than it must";
  for (const [label, input] of inputs) {
    const bytes = signatures.get(label)?.value;
    if (!(bytes instanceof Uint8Array) || !Array.isArray(input.value)) throw malformed("has no bytes or no components");
    const { parameters } = input;
    const names = (input.value as readonly Member[]).filter((one) => !one.parameters.size).map((one) => one.value);
    if (tag !== undefined && parameters.get("tag") !== tag) continue;
    if (!requires.every((name) => names.includes(name.toLowerCase()))) continue;
    const alg = parameters.get("alg");
    if (alg !== undefined && alg !== algorithm) {
      throw new WebhookError("ALGORITHM_REFUSED", `The HTTP signature is not made with ${algorithm}.`);
    }
    const created = time(parameters.get("created"));
    const keyId = parameters.get("keyid");
    if (created === undefined && !undated) {
      why = "has no time of creation";
      continue;
    }
    createdAt = created;
    candidates.push({
      bytes,
      keyId: typeof keyId === "string" ? keyId : undefined,
      base: signatureBase(input, delivery),
      expires: time(parameters.get("expires")),
    });
    // One signature is enough, and one time is all that the freshness can be of.
    break;
  }
  if (!candidates.length) throw malformed(why);
  return { candidates, fields: {}, timestampMs: createdAt === undefined ? undefined : createdAt * 1000 };
}

/** What is left to check once the signature holds: its end, and the digest of the body. */
export function finishHttpSignature(
  { requires = REQUIRES }: HttpSignatureData,
  { candidates }: ParsedSignature,
  delivery: RawDelivery,
  nowMs: number,
): Maybe<true> {
  const [candidate] = candidates as readonly HttpCandidate[];
  if (candidate?.expires !== undefined && candidate.expires * 1000 < nowMs) {
    throw new WebhookError("TIMESTAMP_TOO_OLD", "The HTTP signature has expired.");
  }
  return requires.includes("content-digest") ? checkContentDigest(delivery) : true;
}
