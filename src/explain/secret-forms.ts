import { toBytes } from "../core/delivery.js";
import type { AnyProvider } from "../core/provider.js";
import type { HashSchemeData } from "../core/schemes/scheme.js";
import { encodeBase64 } from "../encoding/base64.js";
import { decodeHex, encodeHex } from "../encoding/hex.js";
import { decodeAnyBase64 } from "./body-bytes.js";
import type { Cause } from "./causes.js";
import { textOf } from "./situation.js";

/** What the secret may be instead, and what was done to it. */
export interface SecretGuess {
  readonly cause: Cause;
  readonly value: string | Uint8Array;
  readonly how: string;
}

/** Prefixes that a secret of this provider may have: those that its data strip, and those that the dashboard shows. */
export function prefixesOf({ scheme, credential }: AnyProvider): string[] {
  const { secret } = (scheme.data ?? {}) as Partial<HashSchemeData>;
  const shown = credential?.name.match(/\((\w+[_-])…/)?.[1];
  return [...new Set([secret?.strip ?? [], shown ?? [], "whsec_"].flat() as string[])];
}

const unquote = (text: string) => text.trim().replace(/^(["'`“‘«])(.*)(["'`”’»])$/s, "$2");

/** Parts of a text that holds several secrets. */
function partsOf(text: string, prefixes: readonly string[]): string[] {
  const parts = text
    .replace(/^\s*\[|\]\s*$/g, "")
    .split(/[\s,;|]+/)
    .map(unquote);
  for (const prefix of prefixes) {
    const rests = text.split(prefix).slice(1);
    if (rests.length < 2 || !rests.every((rest) => rest.length > 6)) continue;
    parts.push(...rests.map((rest) => prefix + rest.replace(/[\s,;|:]+$/, "")));
  }
  return parts.length > 1 ? parts.filter((part) => part.length >= 6).slice(0, 8) : [];
}

function* textGuesses(text: string, prefixes: readonly string[], key: boolean): Iterable<SecretGuess> {
  const spaces = "secret-whitespace";
  yield { cause: spaces, value: text.trim(), how: "without the white space around it" };
  yield { cause: spaces, value: text.replace(/\s+/g, ""), how: "without the white space in it" };
  yield { cause: "secret-quotes", value: unquote(text), how: "without the quotes around it" };
  if (!key) {
    // As bytes: white space around a text is refused.
    yield { cause: spaces, value: toBytes(`${text}\n`), how: "with a line break at its end, as the sender has it" };
    yield { cause: spaces, value: toBytes(`${text}\r\n`), how: "with CR LF at its end, as the sender has it" };
    yield { cause: spaces, value: toBytes(`${text} `), how: "with a space at its end, as the sender has it" };
    yield { cause: "secret-quotes", value: `"${text}"`, how: "with quotes around it, as the sender has it" };
  }
  const assigned = unquote(text).match(/^(?:export\s+)?[A-Za-z_]\w*\s*[=:]\s*(\S.*)$/s)?.[1];
  if (assigned) yield { cause: "secret-assignment", value: unquote(assigned), how: "behind the name of a variable" };
  const worded = text.match(/^(?:Bearer|Basic|Token|Secret|Key)\s+(\S+)$/i)?.[1];
  if (worded) yield { cause: "secret-assignment", value: worded, how: "behind a word that stands before it" };
  for (const [i, part] of partsOf(text, prefixes).entries()) {
    yield { cause: "secret-joined", value: part, how: `as part ${i + 1} of what looks like several secrets` };
  }
  for (const prefix of prefixes) {
    const bare = text.startsWith(prefix) ? text.slice(prefix.length) : text;
    yield { cause: "secret-prefix", value: prefix + bare, how: `with the prefix ${prefix}` };
    yield { cause: "secret-prefix", value: bare, how: `without the prefix ${prefix}` };
    if (bare.startsWith(prefix)) yield { cause: "secret-prefix", value: bare, how: `with ${prefix} once only` };
  }
  yield {
    cause: "secret-escapes",
    value: text.replace(/\\([rn])/g, (_all, one) => (one === "n" ? "\n" : "")),
    how: "with \\n as line break",
  };
  yield { cause: "secret-escapes", value: text.replace(/\\(.)/g, "$1"), how: "without backslashes" };
  yield { cause: "secret-escapes", value: text.replaceAll("$$", "$"), how: "with one $ for two" };
  if (text.includes("%")) {
    try {
      yield { cause: "secret-escapes", value: decodeURIComponent(text), how: "without URL escapes" };
    } catch {
      // Escapes that are none.
    }
  }
}

/** The key as other bytes than the provider's form makes of the text. */
function* keyGuesses(text: string, prefixes: readonly string[]): Iterable<SecretGuess> {
  const cause = "secret-decoding";
  const trimmed = text.trim();
  for (const bare of new Set([trimmed, ...prefixes.map((prefix) => trimmed.split(prefix).at(-1) as string)])) {
    const part = bare === trimmed ? "" : " without its prefix";
    yield { cause, value: toBytes(bare), how: `taken as it is${part}, not decoded` };
    const base64 = decodeAnyBase64(bare);
    if (base64?.length) yield { cause, value: base64, how: `decoded from base64${part}` };
    const hex = /^[0-9a-f]+$/i.test(bare) ? decodeHex(bare, true) : undefined;
    if (hex?.length) yield { cause, value: hex, how: `decoded from hex${part}` };
  }
  // What atob made of it.
  if (/[^ -~]/.test(text) && [...text].every((one) => one.charCodeAt(0) < 256)) {
    const bytes = Uint8Array.from(text, (one) => one.charCodeAt(0));
    yield { cause, value: bytes, how: "as the bytes of a text that atob made" };
    yield* bytesGuesses(bytes, prefixes);
  }
}

/** Bytes that were decoded, as the text that the provider shows. */
function* bytesGuesses(bytes: Uint8Array, prefixes: readonly string[]): Iterable<SecretGuess> {
  const cause = "secret-decoding";
  const text = textOf(bytes);
  if (text !== undefined) yield { cause, value: text, how: "as text instead of bytes" };
  const base64 = encodeBase64(bytes);
  for (const shown of [base64, base64.replace(/=+$/, ""), encodeBase64(bytes, true), encodeHex(bytes)]) {
    yield { cause, value: shown, how: "encoded again: it was decoded where the text is due" };
    for (const prefix of prefixes) {
      yield {
        cause,
        value: prefix + shown,
        how: `encoded again, with ${prefix}: it was decoded where the text is due`,
      };
    }
  }
  if (text !== undefined) yield* textGuesses(text, prefixes, false);
}

/** A shorter part of a secret may be a word that a forger tries as well, and would prove nothing. */
const MIN_PART = 12;
const WHOLE: readonly Cause[] = ["secret-whitespace", "secret-quotes", "secret-escapes", "secret-case"];

/** Everything that a secret may be instead, the likelier first. */
export function* guessesOf(value: string | Uint8Array, provider: AnyProvider): Iterable<SecretGuess> {
  const prefixes = prefixesOf(provider);
  const seen = new Set<unknown>([value]);
  const isKey = provider.scheme.credential === "publicKey";
  function* all(): Iterable<SecretGuess> {
    if (typeof value !== "string") return yield* bytesGuesses(value, prefixes);
    yield* textGuesses(value, prefixes, isKey);
    yield* keyGuesses(value, prefixes);
    yield { cause: "secret-case", value: value.toLowerCase(), how: "in small letters" };
    yield { cause: "secret-case", value: value.toUpperCase(), how: "in capitals" };
    yield { cause: "secret-surplus", value: value.slice(0, -1), how: "without its last character" };
    yield { cause: "secret-surplus", value: value.slice(1), how: "without its first character" };
  }
  for (const guess of all()) {
    if (!guess.value.length || seen.has(guess.value)) continue;
    if (guess.value.length < MIN_PART && !WHOLE.includes(guess.cause)) continue;
    seen.add(guess.value);
    yield guess;
  }
}
