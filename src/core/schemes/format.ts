import { WebhookError } from "../errors.js";

/** What one signature header gave: signatures as text, each with its key id, and the other captures. */
export interface Captures {
  readonly signatures: { readonly text: string; readonly keyId: string | undefined }[];
  readonly fields: Record<string, string>;
}

/** One element: `t={timestamp}` has the literals `t=` and an empty one, and one name. */
export interface Pattern {
  readonly literals: readonly string[];
  readonly names: readonly string[];
}

/** A header grammar: one pattern for each element, those without a label in their order. */
export interface Format {
  readonly patterns: readonly Pattern[];
  readonly positional: readonly Pattern[];
  readonly separator: string;
  /** Whether the space of the separator `, ` may be missing. */
  readonly loose: boolean;
  readonly literals: string;
}

export function compileFormat(format: string, separator = ""): Format {
  const patterns = (separator ? format.split(separator) : [format]).map((element) => {
    const parts = element.split(/[{}]/);
    return { literals: parts.filter((_part, i) => !(i % 2)), names: parts.filter((_part, i) => i % 2) };
  });
  const literals = separator + patterns.flatMap((pattern) => pattern.literals).join("");
  const loose = separator === ", " && !patterns.some((pattern) => pattern.literals.join("").includes(","));
  const positional = patterns.filter((pattern) => !pattern.literals[0]);
  return { patterns, positional, separator: loose ? "," : separator, loose, literals };
}

const malformed = (why: string) => new WebhookError("SIGNATURE_MALFORMED", `The signature header ${why}.`);

/** The values of one element in their order; `undefined` when the text has another shape, or a value is empty. */
function matchPattern({ literals, names }: Pattern, text: string): string[] | undefined {
  const values: string[] = [];
  let at = literals[0]?.length ?? 0;
  for (let i = 1; i <= names.length; i++) {
    const literal = literals[i] as string;
    const end = i < names.length ? text.indexOf(literal, at) : text.length - literal.length;
    if (end <= at) return;
    values.push(text.slice(at, end));
    at = end + literal.length;
  }
  return text.startsWith(literals[0] as string) && text.endsWith(literals[names.length] as string) ? values : undefined;
}

/** Reads a header into its captures, in one pass. It refuses what is doubled, empty, not printable ASCII, or surplus. */
export function readFormat(
  text: string,
  format: Format,
  maxCandidates: number,
  { signatures, fields }: Captures,
): void {
  const { patterns, positional, separator, loose, literals } = format;
  if (text.length > 4096) throw malformed("is longer than 4096 characters");
  if (text.includes(" ") && !literals.includes(", ")) {
    // What a platform makes of a header that came twice.
    if (text.includes(", "))
      throw new WebhookError("SIGNATURE_DUPLICATED", "The signature header came more than once.");
    if (!literals.includes(" ")) throw malformed("has a space");
  }
  if (!/^[ -~]*$/.test(text)) throw malformed("is no plain text");
  let position = 0;
  for (let start = 0; start <= text.length; ) {
    const next = separator ? text.indexOf(separator, start) : -1;
    const end = next < 0 ? text.length : next;
    if (loose && start && text[start] === " ") start++;
    const piece = text.slice(start, end);
    start = end + (separator.length || 1);
    let pattern = patterns.find((one) => one.literals[0] && piece.startsWith(one.literals[0]));
    pattern ??= positional[Math.min(position++, positional.length - 1)];
    if (!pattern && separator && piece) continue;
    const values = pattern && matchPattern(pattern, piece);
    if (!values) throw malformed("has another form");
    const { names } = pattern as Pattern;
    const signed = names.includes("signature");
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string;
      const value = values[i] as string;
      if (name === "signature") {
        if (signatures.push({ text: value, keyId: values[names.indexOf("keyId")] }) > maxCandidates) {
          throw malformed(`has more than ${maxCandidates} signatures`);
        }
      } else if (name !== "keyId" || !signed) {
        if (fields[name] !== undefined) throw malformed(`has ${name} twice`);
        fields[name] = value;
      }
    }
  }
}
