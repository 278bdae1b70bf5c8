import { WebhookError } from "../errors.js";

/** What one signature header gave: signatures as text, each with its key id, and the other captures. */
export interface Captures {
  readonly signatures: { readonly text: string; readonly keyId: string | undefined }[];
  readonly fields: Record<string, string>;
}

/** Literals and names in turn: `t={timestamp}` is `["t=", "timestamp", ""]`. */
export type Pattern = readonly string[];

/** A header grammar: one pattern for each element, those without a label in their order. */
export interface Format {
  readonly patterns: readonly Pattern[];
  readonly positional: readonly Pattern[];
  readonly separator: string;
  readonly literals: string;
}

export function compileFormat(format: string, separator = ""): Format {
  const patterns = (separator ? format.split(separator) : [format]).map((element) => element.split(/[{}]/));
  const literals = separator + patterns.flatMap((pattern) => pattern.filter((_part, i) => i % 2 === 0)).join("");
  return { patterns, positional: patterns.filter(([label]) => !label), separator, literals };
}

const malformed = (why: string) => new WebhookError("SIGNATURE_MALFORMED", `The signature header ${why}.`);

/** The values of one element in their order; `undefined` when the text has another shape, or a value is empty. */
function matchPattern(pattern: Pattern, text: string): string[] | undefined {
  const values: string[] = [];
  let at = 0;
  for (let i = 0; i < pattern.length; i += 2) {
    const literal = pattern[i] as string;
    const last = i > 0 && i === pattern.length - 1;
    const start = last ? text.length - literal.length : text.indexOf(literal, at);
    if (i ? start <= at : start) return;
    if (i) values.push(text.slice(at, start));
    at = start + literal.length;
  }
  return text.endsWith(pattern[pattern.length - 1] as string) ? values : undefined;
}

/** Reads a header into its captures, in one pass. It refuses what is doubled, empty, not printable ASCII, or surplus. */
export function readFormat(text: string, format: Format, maxCandidates: number, { signatures, fields }: Captures): void {
  const { patterns, positional, separator, literals } = format;
  if (text.length > 4096) throw malformed("is longer than 4096 characters");
  if (text.includes(" ") && !literals.includes(", ")) {
    // What a platform makes of a header that came twice.
    if (text.includes(", ")) throw new WebhookError("SIGNATURE_DUPLICATED", "The signature header came more than once.");
    if (!literals.includes(" ")) throw malformed("has a space");
  }
  if (!/^[ -~]*$/.test(text)) throw malformed("is no plain text");
  let position = 0;
  for (const piece of separator ? text.split(separator) : [text]) {
    const label = patterns.find(([literal]) => literal && piece.startsWith(literal));
    const pattern = label ?? positional[Math.min(position++, positional.length - 1)];
    if (!pattern && separator && piece) continue;
    const values = pattern && matchPattern(pattern, piece);
    if (!values) throw malformed("has another form");
    const signature = values[pattern.indexOf("signature") >> 1];
    for (let i = 0; i < values.length; i++) {
      const name = pattern[2 * i + 1] as string;
      const value = values[i] as string;
      if (name === "signature") {
        const keyId = values[pattern.indexOf("keyId") >> 1];
        if (signatures.push({ text: value, keyId }) > maxCandidates) {
          throw malformed(`has more than ${maxCandidates} signatures`);
        }
      } else if (name !== "keyId" || signature === undefined) {
        if (name in fields) throw malformed(`has ${name} twice`);
        fields[name] = value;
      }
    }
  }
}
