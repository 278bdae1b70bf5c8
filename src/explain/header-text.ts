import type { Encoding } from "../core/schemes/scheme.js";
import { encodeBase64 } from "../encoding/base64.js";
import { decodeHex, encodeHex } from "../encoding/hex.js";
import { decodeAnyBase64 } from "./body-bytes.js";
import type { Cause } from "./causes.js";

/** A text that the signature header may have been. */
export interface HeaderGuess {
  readonly cause: Cause;
  readonly text: string;
  readonly how: string;
}

const SIZES = [20, 32, 48, 64];

/** What stands between quotes, or behind escapes. */
export function* cleaned(text: string): Iterable<HeaderGuess> {
  const cause = "header-altered";
  yield { cause, text: text.trim(), how: "without white space around it" };
  yield { cause, text: text.trim().replace(/^(["'])(.*)\1$/s, "$2"), how: "without quotes around it" };
  yield { cause, text: text.replace(/\s+/g, ""), how: "without white space" };
  yield { cause, text: text.replace(/["']/g, ""), how: "without quotes" };
  yield { cause, text: text.replace(/\\(.)/g, "$1"), how: "without backslashes" };
  if (text.includes("%")) {
    try {
      yield { cause, text: decodeURIComponent(text), how: "without URL escapes" };
    } catch {
      // Escapes that are none.
    }
  }
  // A space where base64 has +, as decoders of forms leave it.
  if (/\w \w/.test(text)) yield { cause, text: text.replaceAll(" ", "+"), how: "with + for spaces" };
}

/** The bytes of a signature in whatever encoding it came. */
export function bytesOfAny(text: string): { readonly bytes: Uint8Array; readonly encoding: Encoding } | undefined {
  const hex = /^(0x)?[0-9a-f]+$/i.test(text) ? decodeHex(text.replace(/^0x/i, ""), true) : undefined;
  if (hex && SIZES.includes(hex.length)) return { bytes: hex, encoding: "hex" };
  const base64 = /^[\w+/=-]+$/.test(text) ? decodeAnyBase64(text) : undefined;
  if (!base64 || base64.length < 20) return;
  return { bytes: base64, encoding: /[-_]/.test(text) ? "base64url" : "base64" };
}

const write = (bytes: Uint8Array, encoding: Encoding) =>
  encoding === "hex" ? encodeHex(bytes) : encodeBase64(bytes, encoding === "base64url");

/** The long word of a header that is its signature, without what stands before it. */
const coreOf = (text: string): string | undefined => text.match(/[\w+/-]{20,}={0,2}(?=[^\w+/-]*$)/)?.[0];

/** Base64 that hex was made of, or hex that was taken for text and encoded. */
function* spellings(core: string, due: Encoding): Iterable<readonly [string, string]> {
  yield [core, ""];
  const read = bytesOfAny(core);
  if (read) {
    const same = read.encoding === due;
    yield [write(read.bytes, due), same ? `in canonical ${due}` : `in ${due} instead of ${read.encoding}`];
  }
  const inner = decodeAnyBase64(core);
  const text = inner && inner.length >= 40 ? new TextDecoder().decode(inner) : "";
  const nested = /^[0-9a-f]+$/i.test(text) ? bytesOfAny(text) : undefined;
  if (nested) yield [write(nested.bytes, due), `in ${due} instead of base64 of hex`];
}

/** A header in the format that is due, made of what is left of the signature. */
export function* rewrittenHeader(text: string, format: string, due: Encoding): Iterable<HeaderGuess> {
  const names = [...format.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const others = names.filter((name) => name !== "signature" && name !== "timestamp");
  const words = [...text.matchAll(/[\w+/-]{20,}={0,2}/g)].map(([word]) => word);
  const core = names.includes("timestamp") ? words.at(-1) : coreOf(text);
  if (!core || others.length) return;
  // A prefix without a separator: sha256 before 64 digits.
  const bare = core.replace(/^(sha\d+|v\d)(?=[0-9a-f]{40,}$)/i, "");
  const timestamp = text.match(/(?<![\w])\d{10,13}(?!\w)/)?.[0];
  if (names.includes("timestamp") && !timestamp) return;
  for (const one of new Set([core, bare, core.replace(/^[A-Za-z0-9]{1,16}[=_-]/, "")])) {
    for (const [signature, how] of spellings(one, due)) {
      const filled = format.replace("{timestamp}", timestamp ?? "").replace("{signature}", signature);
      if (filled === text) continue;
      yield how
        ? { cause: "header-encoding", text: filled, how }
        : { cause: "header-prefix", text: filled, how: `in the format ${format}` };
    }
  }
}
