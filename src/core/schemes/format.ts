import { WebhookError } from "../errors.js";

/** What one signature header gave: signatures as text, each with its key id, and the other captures. */
export interface Captures {
  readonly signatures: { readonly text: string; readonly keyId: string | undefined }[];
  readonly fields: Record<string, string>;
}

/** Literals and names in turn: `t={timestamp}` is `["t=", "timestamp", ""]`. */
export type Pattern = readonly string[];

/** A header grammar: one pattern for each element. */
export const compileFormat = (format: string, separator = ""): readonly Pattern[] =>
  (separator ? format.split(separator) : [format]).map((element) => element.split(/[{}]/));

const malformed = (why: string) => new WebhookError("SIGNATURE_MALFORMED", `The signature header ${why}.`);

/** The captures of one element; `undefined` when the text has another shape, or a value is empty. */
function matchPattern(pattern: Pattern, text: string): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  let at = 0;
  for (let i = 0; i < pattern.length; i += 2) {
    const literal = pattern[i] as string;
    const start = i + 1 < pattern.length || !i ? text.indexOf(literal, at) : text.length - literal.length;
    if (i ? start <= at : start) return;
    if (i) found[pattern[i - 1] as string] = text.slice(at, start);
    at = start + literal.length;
  }
  return text.endsWith(pattern.at(-1) as string) ? found : undefined;
}

/** Reads a header into its captures, in one pass. It refuses what is doubled, empty, not printable ASCII, or surplus. */
export function readFormat(
  text: string,
  patterns: readonly Pattern[],
  separator: string,
  maxCandidates: number,
  { signatures, fields }: Captures,
): void {
  const literals = patterns.flat().join() + separator;
  // What a platform makes of a header that came twice.
  if (text.includes(", ") && !literals.includes(", ")) {
    throw new WebhookError("SIGNATURE_DUPLICATED", "The signature header came more than once.");
  }
  if (text.length > 4096 || !/^[ -~]*$/.test(text) || (text.includes(" ") && !literals.includes(" "))) {
    throw malformed("is too long, or no plain text");
  }
  const positional = patterns.filter(([label]) => !label);
  let position = 0;
  for (const piece of separator ? text.split(separator) : [text]) {
    const label = patterns.find(([literal]) => literal && piece.startsWith(literal));
    const pattern = label ?? positional[Math.min(position++, positional.length - 1)];
    if (!pattern && separator && piece) continue;
    const found = pattern && matchPattern(pattern, piece);
    if (!found) throw malformed("has another form");
    const { signature, ...others } = found;
    if (signature) {
      signatures.push({ text: signature, keyId: others.keyId });
      delete others.keyId;
    }
    if (signatures.length > maxCandidates) throw malformed(`has more than ${maxCandidates} signatures`);
    for (const name in others) {
      if (name in fields) throw malformed(`has ${name} twice`);
      fields[name] = others[name] as string;
    }
  }
}
