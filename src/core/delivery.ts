import { WebhookError } from "./errors.js";

/** Headers as any platform gives them: `Headers`, a plain object (names in any case), or Node's `rawHeaders`. */
export type HeadersInput =
  | Headers
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | readonly string[];

/** One HTTP request that carries an event. The body is what arrived, never what a parser made of it. */
export interface Delivery {
  /** HTTP method, upper case. Default `"POST"`. */
  readonly method?: string | undefined;
  /** The URL of the request. Needed by providers that sign it. */
  readonly url?: string | URL | undefined;
  readonly headers: HeadersInput;
  readonly body: string | Uint8Array | ArrayBuffer;
}

/** A delivery with its body as bytes and its URL as the sender wrote it. */
export interface RawDelivery {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: HeadersInput;
  readonly body: Uint8Array;
}

/**
 * One header. `undefined` when it is missing; a header that came twice is refused, because two readers could pick differently.
 * @throws WebhookError `SIGNATURE_DUPLICATED`, `SIGNATURE_MALFORMED`
 */
export function readHeader(headers: HeadersInput, name: string): string | undefined {
  if (typeof (headers as Headers).get === "function") return (headers as Headers).get(name) ?? undefined;
  const { length } = name;
  const is = (key: string) => key === name || (key.length === length && key.toLowerCase() === name);
  let found: unknown;
  if (Array.isArray(headers)) {
    for (let i = 0; i < headers.length; i += 2) {
      if (is(headers[i] as string)) found = theOne(found, headers[i + 1], name);
    }
  } else {
    // Faster than a list of the keys; what is inherited is passed over.
    for (const key in headers) {
      if (!is(key) || !Object.hasOwn(headers, key)) continue;
      found = theOne(found, (headers as Record<string, unknown>)[key], name);
    }
  }
  if (found === undefined || typeof found === "string") return found;
  throw new WebhookError("SIGNATURE_MALFORMED", `The header ${name} is no text.`);
}

/** The one value that there may be, beside what was found before. */
function theOne(before: unknown, value: unknown, name: string): unknown {
  const list = Array.isArray(value);
  if (before !== undefined || (list && value.length > 1)) {
    throw new WebhookError("SIGNATURE_DUPLICATED", `The header ${name} came more than once.`);
  }
  return (list ? value[0] : value) ?? undefined;
}

/**
 * The body as bytes, without a copy where it is bytes already.
 * @throws WebhookError `BODY_NOT_BYTES` for anything that a parser has made of the body.
 */
export function toBytes(body: unknown): Uint8Array {
  if (typeof body === "string") return new TextEncoder().encode(body);
  if (body instanceof Uint8Array) return body;
  // Bytes of another realm, as in Jest, are no instance of our Uint8Array.
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  if ({}.toString.call(body) === "[object ArrayBuffer]") return new Uint8Array(body as ArrayBuffer);
  throw new WebhookError("BODY_NOT_BYTES", "The body is not what was sent: pass its bytes, before any parser.");
}
