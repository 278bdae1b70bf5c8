import { decodeBase64 } from "../../encoding/base64.js";
import { WebhookError } from "../errors.js";
import { decodeText } from "../sources.js";

/** A compact JWS, taken apart and not yet verified. Header and claims have no prototype. */
export interface Token {
  readonly header: Readonly<Record<string, unknown>>;
  /** Empty where the payload is detached. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** Header and payload as they came: this text is what is signed. */
  readonly protected: string;
  readonly payload: string;
  readonly signature: Uint8Array;
}

const malformed = (why: string) => new WebhookError("SIGNATURE_MALFORMED", `The token ${why}.`);

/** Whether a name comes twice in the outermost object of a JSON text. Two readers could pick differently (RFC 7519 §4). */
function repeatsName(json: string): boolean {
  const names = new Set<string>();
  let depth = 0;
  for (const [text, colon] of json.matchAll(/[[{\]}]|"(?:[^"\\]|\\.)*"(?:[ \t\r\n]*(:))?/g)) {
    if (text === "{" || text === "[") depth++;
    else if (text === "}" || text === "]") depth--;
    else if (colon && depth === 1) {
      const name = JSON.parse(text.slice(0, text.lastIndexOf('"') + 1)) as string;
      if (names.size === names.add(name).size) return true;
    }
  }
  return false;
}

/** The object that a part stands for, without a prototype. */
function readPart(part: string, what: string): Readonly<Record<string, unknown>> {
  const bytes = decodeBase64(part, true);
  if (!bytes) throw malformed(`has a ${what} that is no base64url`);
  let json: string;
  let value: unknown;
  try {
    json = decodeText(bytes);
    value = JSON.parse(json);
  } catch {
    throw malformed(`has a ${what} that is no JSON`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw malformed(`has a ${what} that is no object`);
  }
  if (repeatsName(json)) throw malformed(`has a name twice in its ${what}`);
  return Object.assign(Object.create(null), value);
}

/**
 * Takes a token apart, strictly: three parts of canonical base64url, the first two JSON objects that have no name twice.
 * @param detached whether the payload stands elsewhere, so that the middle is empty
 * @throws WebhookError `SIGNATURE_MALFORMED`
 * @see RFC 7515 §5.2, RFC 7519 §7.2
 */
export function readToken(text: string, detached: boolean): Token {
  const parts = text.split(".", 4);
  const [head = "", payload = "", tail = ""] = parts;
  if (parts.length !== 3 || !head || (payload === "") !== detached) {
    throw malformed(`has not the form ${detached ? "header..signature" : "header.payload.signature"}`);
  }
  if (head.length > 16_384) throw malformed("has a header of more than 16384 characters");
  const header = readPart(head, "header");
  const signature = decodeBase64(tail, true);
  if (!signature) throw malformed("has a signature that is no base64url");
  const claims = detached ? Object.create(null) : readPart(payload, "payload");
  return { header, claims, protected: head, payload, signature };
}

/**
 * Holds the header to what the provider says of its own tokens: the algorithm, and no extension that we do not know.
 * @param unencoded whether the payload is signed as it is (RFC 7797)
 * @throws WebhookError `ALGORITHM_REFUSED`, `SIGNATURE_MALFORMED`
 */
export function checkHeader({ header }: Token, algorithms: readonly string[], unencoded: boolean): void {
  const { alg, crit, b64, kid } = header;
  if (typeof alg !== "string" || !algorithms.includes(alg)) {
    throw new WebhookError("ALGORITHM_REFUSED", `The token is not made with ${algorithms.join(" or ")}.`);
  }
  const known = Array.isArray(crit) && crit.length === 1 && crit[0] === "b64" && unencoded;
  if (crit !== undefined && !known) throw malformed("asks for an extension that is not understood");
  // b64 changes what is signed: it counts only where it is named in crit, and nowhere else may it stand.
  if (unencoded ? !known || b64 !== false : b64 !== undefined)
    throw malformed("says otherwise how its payload is signed");
  if (kid !== undefined && (typeof kid !== "string" || !/^[!-~]{1,255}$/.test(kid))) {
    throw malformed("has a key id that is no plain text");
  }
}
