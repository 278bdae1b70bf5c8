import { parsePairs } from "../core/sources.js";
import type { Guess } from "./body-json.js";
import { jsonOf } from "./situation.js";

const strictly = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

/** How senders write the fields of a form. */
const WAYS: readonly (readonly [string, (text: string) => string])[] = [
  ["spaces as +", (text) => encodeURIComponent(text).replaceAll("%20", "+")],
  ["spaces as +, like PHP and Python", (text) => strictly(text).replaceAll("%20", "+")],
  ["spaces as + and ~ escaped", (text) => strictly(text).replaceAll("%20", "+").replaceAll("~", "%7E")],
  ["spaces as %20", encodeURIComponent],
  ["spaces as %20, like PHP's rawurlencode", strictly],
  ["spaces as + and the asterisk left", (text) => strictly(text).replaceAll("%20", "+").replaceAll("%2A", "*")],
  [
    "escapes in small letters",
    (text) =>
      encodeURIComponent(text)
        .replaceAll("%20", "+")
        .replace(/%../g, (all) => all.toLowerCase()),
  ],
];

const write = (pairs: readonly (readonly [string, string])[], encode: (text: string) => string) =>
  pairs.map((pair) => pair.map(encode).join("=")).join("&");

/** The fields that a text stands for, in the ways in which parsers leave them behind. */
function* pairsOf(text: string, jsonIn: string | undefined): Iterable<readonly [string, [string, string][]]> {
  if (/^[^\s{["]+=/.test(text)) {
    try {
      yield ["written again", parsePairs(text)];
    } catch {
      // Escapes that are none.
    }
    const decoded = text.split("&").map((pair) => [pair.split("=")[0] ?? "", pair.split("=").slice(1).join("=")]);
    yield ["decoded", decoded as [string, string][]];
  }
  const value = jsonOf(text);
  if (typeof value === "object" && value && !Array.isArray(value)) {
    const entries = Object.entries(value);
    const flat = entries.every(([, one]) => ["string", "number", "boolean"].includes(typeof one));
    if (flat && entries.length) yield ["turned into JSON", entries.map(([name, one]) => [name, String(one)])];
    const texts = entries.map(([name, one]) => [name, typeof one === "object" ? JSON.stringify(one) : String(one)]);
    if (!flat) yield ["turned into JSON, its fields parsed as well", texts as [string, string][]];
  }
  if (jsonIn !== undefined && value !== undefined) yield [`reduced to its field ${jsonIn}`, [[jsonIn, text]]];
}

/** A body that a parser of forms has been at, as it may have been before. */
export function* reformed(text: string, jsonIn: string | undefined): Iterable<Guess> {
  const seen = new Set([text]);
  for (const [what, pairs] of pairsOf(text, jsonIn)) {
    for (const [how, encode] of WAYS) {
      const form = write(pairs, encode);
      if (seen.has(form)) continue;
      seen.add(form);
      yield { text: form, how: `a form that was ${what}: ${how}` };
    }
  }
  // JSON that a parser of forms took for the name of one field.
  const value = jsonOf(text);
  const [[name, empty] = [], ...others] = Object.entries((value ?? {}) as object);
  if (name && empty === "" && !others.length) yield { text: name, how: "JSON that a parser of forms took for a name" };
  if (/^%7B|^%5B/i.test(text)) {
    try {
      const [[first = ""] = []] = parsePairs(text);
      yield { text: first, how: "JSON that a parser of forms took for a name" };
    } catch {
      // Escapes that are none.
    }
  }
  if (/^[{[].*=$/s.test(text)) yield { text: text.slice(0, -1), how: "JSON that a parser of forms took for a name" };
}
