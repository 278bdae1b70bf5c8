import { headerOf, jsonOf, textOf } from "./situation.js";
import type { Clue, Situation } from "./types.js";

/** Whether JSON breaks off: brackets stay open, or the text ends in the middle of a string. */
function breaksOff(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const one = text[i];
    if (quoted) {
      if (one === "\\") i++;
      else if (one === '"') quoted = false;
    } else if (one === '"') quoted = true;
    else if (one === "{" || one === "[") depth++;
    else if (one === "}" || one === "]") depth--;
  }
  return quoted || depth > 0;
}

/** What the body shows by itself, without proof. */
export function* bodyClues(situation: Situation): Iterable<Clue> {
  const { body, parsedBody, code, provider } = situation;
  const { covers, looksInside } = provider.scheme;
  if (parsedBody !== undefined) {
    const evidence = "The body is no bytes and no text: a parser has been at it.";
    yield { cause: "body-parsed", certainty: "likely", weight: 100, evidence };
    return;
  }
  const encoding = headerOf(situation, "content-encoding");
  const zipped = body[0] === 0x1f && body[1] === 0x8b;
  if (zipped || (encoding && encoding !== "identity")) {
    const evidence = zipped ? "The body is still compressed." : "content-encoding says that the body was compressed.";
    yield { cause: "body-gzip", certainty: "likely", weight: zipped ? 70 : 40, evidence };
  }
  if (!(covers.body || looksInside || covers.fields.length) || code === "") return;
  const size = Number(headerOf(situation, "content-length") ?? Number.NaN);
  const text = textOf(body) ?? "";
  if (!body.length) {
    const said = size > 0 ? `The body is empty, though content-length says ${size} bytes.` : "The body is empty.";
    yield { cause: "body-empty", certainty: "likely", weight: size > 0 ? 75 : 45, evidence: said };
    return;
  }
  if (/^\[object \w+\]$/.test(text)) {
    yield { cause: "body-object", certainty: "likely", weight: 75, evidence: "The body is the text of an object." };
    return;
  }
  if (size > body.length) {
    const evidence = `The body has ${body.length} bytes, content-length says ${size}.`;
    const cut = jsonOf(text) === undefined;
    yield { cause: cut ? "body-truncated" : "body-changed", certainty: "likely", weight: 60, evidence };
  } else if (size < body.length) {
    const evidence = `The body has ${body.length} bytes, content-length says ${size}.`;
    yield { cause: "body-changed", certainty: "likely", weight: 60, evidence };
  } else if (/^\s*[{[]/.test(text) && jsonOf(text) === undefined && breaksOff(text)) {
    const evidence = "The body begins like JSON, and breaks off.";
    yield { cause: "body-truncated", certainty: "likely", weight: 50, evidence };
  }
  if (text.includes("\uFFFD")) {
    const evidence = "The body has U+FFFD, which decoders put for bytes that they cannot read.";
    yield { cause: "body-charset", certainty: "likely", weight: 35, evidence };
  }
  const whole = Number.isNaN(size) || size === body.length;
  if (whole && (code === "SIGNATURE_MISMATCH" || code === "BODY_DIGEST_MISMATCH")) {
    const evidence = Number.isNaN(size)
      ? "Nothing tells whether the body is the one that was sent: content-length is missing."
      : "The body has the length that content-length says; that says little.";
    yield { cause: "body-changed", certainty: "possible", weight: Number.isNaN(size) ? 20 : 10, evidence };
  }
}
