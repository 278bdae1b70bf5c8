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
  /** Whether the element brings a signature: then its key id belongs to it, and is no field. */
  readonly signed: boolean;
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

/**
 * The engine's own copy of a name, by which properties are found at once. A text that was cut out of another is looked up among all
 * texts first, at each access: that was half of the time that reading a header took.
 */
export const intern = (name: string): string => Object.keys({ [name]: 0 })[0] as string;

export function compileFormat(format: string, separator = ""): Format {
  const patterns = (separator ? format.split(separator) : [format]).map((element) => {
    const parts = element.split(/[{}]/);
    const names = parts.filter((_part, i) => i % 2).map(intern);
    return { literals: parts.filter((_part, i) => !(i % 2)), names, signed: names.includes("signature") };
  });
  const literals = separator + patterns.flatMap((pattern) => pattern.literals).join("");
  const loose = separator === ", " && !patterns.some((pattern) => pattern.literals.join("").includes(","));
  const positional = patterns.filter((pattern) => !pattern.literals[0]);
  return { patterns, positional, separator: loose ? "," : separator, loose, literals };
}

const malformed = (why: string) => new WebhookError("SIGNATURE_MALFORMED", `The signature header ${why}.`);

/** Reads one element between two places of a header, or says what is wrong with it. */
function readElement(
  text: string,
  start: number,
  end: number,
  { literals, names, signed }: Pattern,
  maxCandidates: number,
  { signatures, fields }: Captures,
): WebhookError | undefined {
  let signature: string | undefined;
  let keyId: string | undefined;
  let at = start + (literals[0] as string).length;
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string;
    const literal = literals[i + 1] as string;
    const last = i === names.length - 1;
    const stop = last ? end - literal.length : text.indexOf(literal, at);
    if (stop <= at || stop + literal.length > end || (last && !text.startsWith(literal, stop))) {
      return malformed("has another form");
    }
    const value = text.slice(at, stop);
    at = stop + literal.length;
    if (name === "signature") signature = value;
    else if (signed && name === "keyId") keyId = value;
    else if (fields[name] !== undefined) return malformed(`has ${name} twice`);
    else fields[name] = value;
  }
  if (signature !== undefined && signatures.push({ text: signature, keyId }) > maxCandidates) {
    return malformed(`has more than ${maxCandidates} signatures`);
  }
  return;
}

/** The element that begins with its label; each begins with an empty one. */
function labelled(patterns: readonly Pattern[], text: string, start: number, end: number): Pattern | undefined {
  for (const pattern of patterns) {
    const label = pattern.literals[0] as string;
    if (label && text.startsWith(label, start) && start + label.length <= end) return pattern;
  }
  return;
}

/** Reads a header into its captures, in one pass. It refuses what is doubled, empty, not printable ASCII, or surplus: by its answer. */
export function readFormat(
  text: string,
  format: Format,
  maxCandidates: number,
  captures: Captures,
): WebhookError | undefined {
  const { patterns, positional, separator, loose, literals } = format;
  if (text.length > 4096) return malformed("is longer than 4096 characters");
  if (text.includes(" ") && !literals.includes(", ")) {
    // What a platform makes of a header that came twice.
    if (text.includes(", ")) {
      return new WebhookError("SIGNATURE_DUPLICATED", "The signature header came more than once.");
    }
    if (!literals.includes(" ")) return malformed("has a space");
  }
  if (!/^[ -~]*$/.test(text)) return malformed("is no plain text");
  let position = 0;
  for (let start = 0; start <= text.length; ) {
    const next = separator ? text.indexOf(separator, start) : -1;
    const end = next < 0 ? text.length : next;
    if (loose && start && text[start] === " ") start++;
    const pattern = labelled(patterns, text, start, end) ?? positional[Math.min(position++, positional.length - 1)];
    const wrong = pattern
      ? readElement(text, start, end, pattern, maxCandidates, captures)
      : !separator || end <= start
        ? malformed("has another form")
        : undefined;
    if (wrong) return wrong;
    start = end + (separator.length || 1);
  }
  return;
}
