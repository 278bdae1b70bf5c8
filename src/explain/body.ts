import { toBytes } from "../core/delivery.js";
import { rewritten } from "./body-bytes.js";
import { bodyClues } from "./body-clues.js";
import { reformed } from "./body-form.js";
import { type Guess, reescaped, restyled } from "./body-json.js";
import type { Cause } from "./causes.js";
import { jsonOf, textOf } from "./situation.js";
import type { Family, Idea, Situation } from "./types.js";

/** Larger bodies are verified once, as they are. */
const MAX_BODY = 4 * 1024 * 1024;

/** What a trimmed, saved or decoded text has lost or won. */
function* edges(text: string): Iterable<Guess & { readonly cause: Cause }> {
  const newline = "body-newline";
  yield { cause: newline, text: `${text}\n`, how: "with a line break at its end, which is gone" };
  yield { cause: newline, text: `${text}\r\n`, how: "with CR LF at its end, which is gone" };
  yield { cause: newline, text: text.replace(/\r?\n$/, ""), how: "without the line break at its end" };
  yield { cause: newline, text: text.replace(/[ \t\r\n]+$/, ""), how: "without the white space at its end" };
  yield {
    cause: newline,
    text: text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ""),
    how: "without the white space around it",
  };
  const bom = "body-bom";
  if (text.startsWith("\uFEFF")) yield { cause: bom, text: text.slice(1), how: "without its byte order mark" };
  else yield { cause: bom, text: `\uFEFF${text}`, how: "with a byte order mark, which is gone" };
  const lines = "body-line-endings";
  const unix = text.replace(/\r\n?/g, "\n");
  yield { cause: lines, text: unix, how: "with LF instead of CR LF" };
  yield { cause: lines, text: unix.replaceAll("\n", "\r\n"), how: "with CR LF instead of LF" };
  yield { cause: lines, text: `${unix.trimEnd()}\n`, how: "with LF instead of CR LF, one of them at its end" };
  yield {
    cause: lines,
    text: `${unix.trimEnd().replaceAll("\n", "\r\n")}\r\n`,
    how: "with CR LF, one of them at its end",
  };
}

const toIdea = (cause: Cause, how: string, bytes: Uint8Array): Idea => ({
  reasons: [{ cause, evidence: `The signature holds for the body ${how}.` }],
  change: { body: bytes },
});

function* textIdeas(text: string): Iterable<Idea> {
  const plain = jsonOf(text);
  // Just what JSON.stringify makes of it: then that, and no converter of letters, has changed the escapes.
  const written = plain !== undefined && JSON.stringify(plain) === text;
  for (const { cause, text: other, how } of edges(text)) if (other !== text) yield toIdea(cause, how, toBytes(other));
  for (const { text: other, how } of reescaped(text)) {
    if (other === text) continue;
    yield toIdea(written ? "body-reserialized" : "body-unicode", `with ${how}`, toBytes(other));
  }
}

/** What another parser made of it: JSON in other styles, and forms. */
function* parserIdeas(text: string, jsonIn: string | undefined, cause: Cause = "body-reserialized"): Iterable<Idea> {
  for (const { text: other, how } of reformed(text, jsonIn)) {
    yield toIdea(cause === "body-parsed" ? cause : "body-form", `as ${how}`, toBytes(other));
  }
  for (const { text: other, how } of restyled(text)) yield toIdea(cause, `written ${how}`, toBytes(other));
}

/** An object as JSON; nothing where it cannot be written. */
function stringify(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return "";
  }
}

async function* ideas({ body, parsedBody, provider }: Situation): AsyncIterable<Idea> {
  const { payload } = provider;
  const jsonIn = typeof payload === "object" ? payload.jsonIn : undefined;
  if (parsedBody !== undefined) {
    const json = stringify(parsedBody);
    yield toIdea("body-parsed", "written again by JSON.stringify", toBytes(json));
    yield* parserIdeas(json, jsonIn, "body-parsed");
    return;
  }
  if (!body.length || body.length > MAX_BODY) return;
  const text = textOf(body);
  if (text !== undefined) yield* textIdeas(text);
  for await (const { cause, bytes, how } of rewritten(body)) yield toIdea(cause, `as ${how}`, bytes);
  if (text !== undefined) yield* parserIdeas(text, jsonIn);
}

export const body: Family = { ideas, clues: bodyClues };
