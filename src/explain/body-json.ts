import { type JsonNode, type JsonStyle, readJson, writeJson } from "./json-text.js";

/** A text that the body may have been, and what was done to it. */
export interface Guess {
  readonly text: string;
  readonly how: string;
}

const hex4 = (character: string) => character.charCodeAt(0).toString(16).padStart(4, "0");
const lower = (character: string) => `\\u${hex4(character)}`;
const upper = (character: string) => `\\u${hex4(character).toUpperCase()}`;

/** JSON's own layouts, the most usual first. */
const LAYOUTS: readonly (readonly [string, Pick<JsonStyle, "indent" | "comma" | "colon">])[] = [
  ["on one line, as JSON.stringify writes it", { comma: ",", colon: ":" }],
  ["with a space after comma and colon, as Python writes it", { comma: ", ", colon: ": " }],
  ["indented by 2 spaces", { indent: "  ", comma: ",", colon: ": " }],
  ["indented by 4 spaces", { indent: "    ", comma: ",", colon: ": " }],
  ["indented by tabs", { indent: "\t", comma: ",", colon: ": " }],
  ["indented by 2 spaces, with a space before each colon", { indent: "  ", comma: ",", colon: " : " }],
  ["with a space after each colon", { comma: ",", colon: ": " }],
  ["with a space after each comma", { comma: ", ", colon: ":" }],
];

const NON_ASCII = /[\u0080-\uffff]/g;
// What Go, Ruby on Rails and .NET escape so that JSON can stand in HTML.
const HTML = /[<>&\u2028\u2029]/g;
const HTML_AND_QUOTES = /[<>&'+`\u2028\u2029]/g;

type Escape = readonly [when: RegExp, how: string, escape: (json: string) => string];

const ESCAPES: readonly Escape[] = [
  [/[\u0080-\uffff]/, "letters beyond ASCII as \\u escapes", (json) => json.replace(NON_ASCII, lower)],
  [/[\u0080-\uffff]/, "letters beyond ASCII as \\U escapes in capitals", (json) => json.replace(NON_ASCII, upper)],
  [/\//, "slashes with a backslash, as PHP writes them", (json) => json.replaceAll("/", "\\/")],
  [
    /\/.*[\u0080-\uffff]|[\u0080-\uffff].*\//s,
    "slashes and letters beyond ASCII escaped, as PHP writes them",
    (json) => json.replaceAll("/", "\\/").replace(NON_ASCII, lower),
  ],
  [/[<>&]/, "<, > and & as escapes, as Go writes them", (json) => json.replace(HTML, lower)],
  [
    /[<>&'+`\u0080-\uffff]/,
    "HTML characters and letters beyond ASCII as escapes, as .NET writes them",
    (json) => json.replace(HTML_AND_QUOTES, upper).replace(NON_ASCII, upper).replaceAll('\\"', "\\u0022"),
  ],
];

const ENDS: readonly (readonly [string, string])[] = [
  ["", ""],
  ["\n", " and a line break at its end"],
  ["\r\n", " and CR LF at its end"],
];

const ORDERS: readonly (readonly [JsonStyle["order"], string])[] = [
  [undefined, ""],
  ["integers-last", ", names that are numbers last"],
  ["sorted", ", sorted by name"],
];

/** A tree in every style in which a sender may have written it. */
function* stylesOf(node: JsonNode): Iterable<Guess> {
  const plain = writeJson(node, { comma: ",", colon: ":", writeText: JSON.stringify });
  const escapes = ESCAPES.filter(([when]) => when.test(plain));
  const ways: readonly (readonly [string, (text: string) => string])[] = [
    ["", JSON.stringify],
    ...escapes.map(([, how, write]) => [`, ${how}`, (text: string) => write(JSON.stringify(text))] as const),
  ];
  for (const [order, inOrder] of ORDERS) {
    for (const plainNumbers of [false, true]) {
      for (const [layout, form] of LAYOUTS) {
        for (const [escaped, writeText] of ways) {
          const json = writeJson(node, { ...form, writeText, order, plainNumbers });
          for (const [end, ending] of ENDS) yield { text: json + end, how: `${layout}${escaped}${inOrder}${ending}` };
        }
      }
    }
  }
}

/** A body of JSON in every other style; nothing where it is no JSON. */
export function* restyled(text: string): Iterable<Guess> {
  const node = readJson(text.replace(/^\uFEFF/, ""));
  if (!node || "raw" in node) return;
  const seen = new Set([text]);
  for (const guess of stylesOf(node)) {
    if (seen.has(guess.text)) continue;
    seen.add(guess.text);
    yield guess;
  }
}

/** Escapes changed where they stand, and nothing else. */
export function* reescaped(text: string): Iterable<Guess> {
  const written = (from: number) =>
    text.replace(/\\\\|\\u([0-9a-f]{4})/gi, (all: string, code?: string) => {
      const unit = code ? Number.parseInt(code, 16) : 0;
      return unit >= from ? String.fromCharCode(unit) : all;
    });
  yield { text: written(0x80), how: "letters beyond ASCII instead of \\u escapes" };
  yield { text: text.replace(NON_ASCII, lower), how: "\\u escapes instead of letters beyond ASCII" };
  yield { text: text.replace(NON_ASCII, upper), how: "\\u escapes in capitals instead of letters beyond ASCII" };
  yield { text: text.replace(HTML, lower), how: "escapes instead of <, > and &" };
  const html = text.replace(/\\u00(3c|3e|26)/gi, (_all, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  yield { text: html, how: "<, > and & instead of escapes" };
  yield { text: text.replaceAll("\\/", "/"), how: "slashes without a backslash" };
  yield { text: text.replace(/(?<!\\)\//g, "\\/"), how: "slashes with a backslash" };
}
