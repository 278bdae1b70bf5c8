import { toBytes } from "../core/delivery.js";
import { decodeBase64 } from "../encoding/base64.js";
import type { Cause } from "./causes.js";
import { jsonOf, textOf } from "./situation.js";

/** Bytes that the body may have been. */
export interface BytesGuess {
  readonly cause: Cause;
  readonly bytes: Uint8Array;
  readonly how: string;
}

const MAX_INFLATED = 8 * 1024 * 1024;

/** Decompressed bytes, up to a limit; nothing where they are not compressed so. */
async function inflate(bytes: Uint8Array, format: CompressionFormat): Promise<Uint8Array | undefined> {
  try {
    const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream(format));
    const reader = stream.getReader();
    const chunks: Uint8Array[] = [];
    let size = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > MAX_INFLATED) {
        await reader.cancel();
        return;
      }
      chunks.push(value);
    }
    const whole = new Uint8Array(size);
    let at = 0;
    for (const chunk of chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    return whole;
  } catch {
    return;
  }
}

/** What windows-1252 has in place of the control characters of latin1. */
const windows1252 = /* @__PURE__ */ new Map(
  Array.from(
    new TextDecoder("windows-1252").decode(Uint8Array.from({ length: 32 }, (_one, i) => 128 + i)),
    (one, i) => [one, 128 + i],
  ),
);

/** A text as the bytes of latin1, or of windows-1252; nothing where it has other characters. */
function toSingleBytes(text: string, table?: ReadonlyMap<string, number>): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = table?.get(text[i] as string) ?? text.charCodeAt(i);
    if (code > 255) return;
    bytes[i] = code;
  }
  return bytes;
}

const fromSingleBytes = (bytes: Uint8Array) => {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
};

/** Base64 or base64url with or without padding. */
export function decodeAnyBase64(text: string): Uint8Array | undefined {
  const bare = text.replace(/[\r\n]/g, "").replace(/=+$/, "");
  return bare ? decodeBase64(bare.replaceAll("+", "-").replaceAll("/", "_"), true) : undefined;
}

/** A body that was decoded with another character set and encoded again. */
function* recoded(bytes: Uint8Array, text: string | undefined): Iterable<BytesGuess> {
  const cause = "body-charset";
  if (text !== undefined && /[\u0080-\uffff]/.test(text)) {
    const latin1 = toSingleBytes(text);
    if (latin1) yield { cause, bytes: latin1, how: "UTF-8 that was decoded as latin1 and encoded again" };
    const windows = toSingleBytes(text, windows1252);
    if (windows) yield { cause, bytes: windows, how: "UTF-8 that was decoded as windows-1252 and encoded again" };
  }
  if (bytes.some((byte) => byte > 127)) {
    const encoded = toBytes(fromSingleBytes(bytes));
    yield { cause, bytes: encoded, how: "UTF-8 that was written as latin1" };
  }
  if (bytes.includes(0)) {
    const utf16 = toBytes(new TextDecoder("utf-16le").decode(bytes));
    yield { cause, bytes: utf16, how: "UTF-8 that was written as UTF-16" };
  }
}

/** The places where gateways put the body of a request. */
function* unwrapped(text: string): Iterable<BytesGuess> {
  const value = jsonOf(text);
  if (typeof value === "string") {
    yield { cause: "body-quoted", bytes: toBytes(value), how: "the text inside of JSON quotes" };
    return;
  }
  if (typeof value !== "object" || !value) return;
  for (const name of ["body", "rawBody", "data", "payload", "message", "content"]) {
    const inner = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    if (typeof inner === "string") {
      const how = `the member ${name} of what a gateway wraps it in`;
      yield { cause: "body-wrapped", bytes: toBytes(inner), how };
      const decoded = decodeAnyBase64(inner);
      if (decoded) yield { cause: "body-wrapped", bytes: decoded, how: `${how}, decoded from base64` };
    } else if (typeof inner === "object" && inner) {
      const how = `the member ${name}, an object, of what a gateway wraps it in`;
      yield { cause: "body-wrapped", bytes: toBytes(JSON.stringify(inner)), how };
    }
  }
  const buffer = value as { type?: unknown; data?: unknown };
  if (buffer.type === "Buffer" && Array.isArray(buffer.data)) {
    yield { cause: "body-wrapped", bytes: Uint8Array.from(buffer.data), how: "a Buffer that was turned into JSON" };
  }
}

/** Other bytes that the body may have been. */
export async function* rewritten(bytes: Uint8Array): AsyncIterable<BytesGuess> {
  const text = textOf(bytes);
  yield* recoded(bytes, text);
  if (text !== undefined) {
    const bare = text.trim();
    const decoded = /^[\w+/=\r\n-]+$/.test(bare) ? decodeAnyBase64(bare) : undefined;
    if (decoded) yield { cause: "body-base64", bytes: decoded, how: "what base64 was made of" };
    yield* unwrapped(text);
  }
  const formats: CompressionFormat[] = bytes[0] === 0x1f && bytes[1] === 0x8b ? ["gzip"] : [];
  if (bytes[0] === 0x78) formats.push("deflate");
  for (const format of formats) {
    const inflated = await inflate(bytes, format);
    if (inflated) yield { cause: "body-gzip", bytes: inflated, how: `what ${format} was made of` };
  }
}
