import { WebhookConfigError, WebhookError } from "../errors.js";

/** What one signature header gave: signatures as text, each with its key id, and the other captures. */
export interface Captures {
  readonly signatures: { text: string; keyId?: string }[];
  readonly fields: Record<string, string>;
}

interface Element {
  /** Literal before each name, and the names: `["t=", "timestamp"]`. */
  readonly pieces: readonly { literal: string; name: string }[];
  readonly tail: string;
}

const malformed = (why: string) => new WebhookError("SIGNATURE_MALFORMED", `The signature header ${why}.`);

function compileElement(text: string): Element {
  const pieces = [];
  let rest = text;
  for (let at = rest.indexOf("{"); at >= 0; at = rest.indexOf("{")) {
    const end = rest.indexOf("}", at);
    const name = rest.slice(at + 1, end);
    if (end < 0 || !/^\w+$/.test(name) || (pieces.length && !at)) {
      throw new WebhookConfigError("PROVIDER_INVALID", `The format ${text} cannot be read back.`);
    }
    pieces.push({ literal: rest.slice(0, at), name });
    rest = rest.slice(end + 1);
  }
  if (!pieces.length) throw new WebhookConfigError("PROVIDER_INVALID", `The format ${text} captures nothing.`);
  return { pieces, tail: rest };
}

/** The captures of one element in one piece of the header; `undefined` when the piece has another shape. */
function matchElement({ pieces, tail }: Element, text: string): [name: string, value: string][] | undefined {
  const found: [string, string][] = [];
  let at = 0;
  for (const [i, { literal, name }] of pieces.entries()) {
    if (!text.startsWith(literal, at)) return;
    const start = at + literal.length;
    const next = pieces[i + 1]?.literal ?? tail;
    at = next && i + 1 < pieces.length ? text.indexOf(next, start) : text.length - tail.length;
    if (at < start) return;
    found.push([name, text.slice(start, at)]);
  }
  return text.endsWith(tail) ? found : undefined;
}

/** Compiles a header grammar into a linear reader. It refuses what is doubled, empty, not printable ASCII, or surplus. */
export function compileFormat(
  format: string,
  separator = "",
  maxCandidates = 16,
): { readonly names: readonly string[]; read(text: string, into: Captures): void } {
  const elements = (separator ? format.split(separator) : [format]).map(compileElement);
  const labelled = elements.filter((element) => element.pieces[0]?.literal);
  const positional = elements.filter((element) => !element.pieces[0]?.literal);
  const spaced = (format + separator).includes(" ");
  const names = elements.flatMap((element) => element.pieces.map((piece) => piece.name));
  if (!names.includes("signature")) {
    throw new WebhookConfigError("PROVIDER_INVALID", `The format ${format} captures no {signature}.`);
  }

  const read = (text: string, { signatures, fields }: Captures): void => {
    if (text.length > 4096) throw malformed("is longer than 4096 characters");
    // What a platform makes of a header that came twice.
    if (text.includes(", ") && !(format + separator).includes(", ")) {
      throw new WebhookError("SIGNATURE_DUPLICATED", "The signature header came more than once.");
    }
    if (!(spaced ? /^[ -~]*$/ : /^[!-~]*$/).test(text)) throw malformed("has a character that no signature has");
    let position = 0;
    for (const piece of separator ? text.split(separator) : [text]) {
      const label = labelled.find((element) => piece.startsWith(element.pieces[0]?.literal as string));
      const element = label ?? positional[Math.min(position++, positional.length - 1)];
      const found = element && matchElement(element, piece);
      if (!found) {
        if (separator && !label && !positional.length && piece) continue;
        throw malformed(`has not the form ${format}`);
      }
      const values = new Map(found);
      if (values.size < found.length || found.some(([, value]) => !value)) throw malformed("has an empty value");
      const signature = values.get("signature");
      const keyId = signature && values.get("keyId");
      if (signature) signatures.push(keyId ? { text: signature, keyId } : { text: signature });
      if (signatures.length > maxCandidates) throw malformed(`holds more than ${maxCandidates} signatures`);
      for (const [name, value] of found) {
        if (name === "signature" || (name === "keyId" && signature)) continue;
        if (name in fields) throw malformed(`has ${name} twice`);
        fields[name] = value;
      }
    }
  };
  return { names, read };
}
