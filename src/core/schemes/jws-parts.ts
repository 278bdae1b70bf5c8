import type { Part } from "../../crypto/types.js";
import { encodeBase64 } from "../../encoding/base64.js";
import { type Delivery, type RawDelivery, toBytes } from "../delivery.js";
import { WebhookError } from "../errors.js";
import { decodeText, insideBytes, readSource } from "../sources.js";
import type { JwsData } from "./jws-data.js";
import { readToken, type Token } from "./jws-token.js";
import type { Scheme } from "./scheme.js";

/** The longest token in a header. Node itself takes 16 KiB of headers, unless it is told otherwise. */
const MAX_TOKEN = 65_536;

/** Whether the token stands in the body, so that its claims are the payload. */
export const isInside = ({ token }: JwsData): boolean => token === "body" || token.in === "body";

/** Bytes behind each other. */
function join(parts: readonly Part[]): Uint8Array {
  const bytes = parts.map(toBytes);
  const whole = new Uint8Array(bytes.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of bytes) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * The token of a delivery, taken apart.
 * @throws WebhookError `SIGNATURE_MISSING`, `SIGNATURE_MALFORMED`, `SIGNATURE_DUPLICATED`
 */
export function findToken(data: JwsData, { headers, url, body }: Delivery): Token {
  const { token, prefix = "" } = data;
  const inside = isInside(data);
  const raw = {
    headers,
    url: url === undefined ? url : String(url),
    body: inside ? insideBytes(body) : new Uint8Array(),
  };
  const what = token === "body" ? "body" : `${token.in} ${token.path}`;
  const text = token === "body" ? decodeText(raw.body) : readSource(token, raw);
  if (text === undefined || text === "") throw new WebhookError("SIGNATURE_MISSING", `The ${what} is missing.`);
  // The name of an authentication scheme is the same in any case (RFC 9110 §11.1).
  const begins = typeof text === "string" && text.slice(0, prefix.length).toLowerCase() === prefix.toLowerCase();
  if (!begins || (!inside && text.length > MAX_TOKEN)) {
    throw new WebhookError("SIGNATURE_MALFORMED", `The ${what} holds no token.`);
  }
  return readToken(text.slice(prefix.length), data.detached !== undefined);
}

/** What is signed, in each way in which it may be written. */
export function signedParts(
  { detached }: JwsData,
  { protected: head, payload, header }: Token,
  delivery: RawDelivery,
): readonly (readonly Part[])[] {
  if (!detached) return [[`${head}.${payload}`]];
  const contents = detached.of === "body" ? [[delivery.body]] : detached.of(delivery, header);
  return contents.map((parts) => [`${head}.`, ...(detached.unencoded ? parts : [encodeBase64(join(parts), true)])]);
}

/**
 * What a digest of the body stands for: the signed text where the token stands in the body, since a signature may have several
 * spellings; URL and body where both are signed, since many a GET has no body.
 */
export function canonicalOf(data: JwsData): Pick<Scheme, "canonical"> {
  if (isInside(data)) {
    return {
      canonical: (delivery) => {
        const token = findToken(data, delivery);
        return `${token.protected}.${token.payload}`;
      },
    };
  }
  if (!data.binds?.some(({ of }) => of === "url")) return {};
  return { canonical: ({ url = "", body }) => join([`${url}\n`, body]) };
}
