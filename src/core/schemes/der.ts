import { encodeHex } from "../../encoding/hex.js";

/** What is read of an X.509 certificate (RFC 5280 §4.1). Names and object identifiers are the hex of their DER. */
export interface Certificate {
  /** The bytes under its signature. */
  readonly signed: Uint8Array;
  readonly algorithm: string;
  readonly signature: Uint8Array;
  readonly issuer: string;
  readonly subject: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** Its public key. */
  readonly spki: Uint8Array;
  readonly extensions: ReadonlyMap<string, { readonly critical: boolean; readonly value: string }>;
}

/** One DER element (ITU-T X.690 §8.1): all its bytes, and what it holds. */
interface Element {
  readonly tag: number;
  readonly whole: Uint8Array;
  readonly content: Uint8Array;
}

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OBJECT_ID = 0x06;

const refuse = (): never => {
  throw new TypeError("no DER");
};

/** The element at a place. A length has one spelling, the shortest. */
function elementAt(bytes: Uint8Array, at: number): Element {
  const tag = bytes[at] ?? refuse();
  const short = bytes[at + 1] ?? refuse();
  let start = at + 2;
  let length = short;
  if (short > 0x7f) {
    const digits = short & 0x7f;
    if (!digits || digits > 2) refuse();
    length = 0;
    for (let i = 0; i < digits; i++) length = length * 256 + (bytes[start++] ?? refuse());
    if (length < (digits === 1 ? 0x80 : 0x100)) refuse();
  }
  const end = start + length;
  // Tags of several bytes do not occur in certificates.
  if (end > bytes.length || (tag & 0x1f) === 0x1f) refuse();
  return { tag, whole: bytes.subarray(at, end), content: bytes.subarray(start, end) };
}

/** All elements behind each other, to the last byte. */
function elementsOf(bytes: Uint8Array): Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = elementAt(bytes, at);
    elements.push(element);
    at += element.whole.length;
  }
  return elements;
}

const expectTag = (element: Element | undefined, tag: number): Element => (element?.tag === tag ? element : refuse());

/** UTCTime until 2049, GeneralizedTime from then on, in the one form that certificates have (RFC 5280 §4.1.2.5). */
function readTime({ tag, content }: Element): number {
  const text = new TextDecoder().decode(content);
  const [, year = "", rest = ""] = text.match(tag === 0x17 ? /^(\d\d)(\d{10})Z$/ : /^(\d{4})(\d{10})Z$/) ?? refuse();
  if (tag !== 0x17 && tag !== 0x18) refuse();
  const full = tag === 0x17 ? (year < "50" ? "20" : "19") + year : year;
  const iso = `${full}-${rest.replace(/^(..)(..)(..)(..)(..)$/, "$1-$2T$3:$4:$5.000Z")}`;
  const timeMs = Date.parse(iso);
  return Number.isNaN(timeMs) || new Date(timeMs).toISOString() !== iso ? refuse() : timeMs;
}

/** The bytes of a BIT STRING without unused bits. */
function readBits(element: Element | undefined): Uint8Array {
  const { content } = expectTag(element, BIT_STRING);
  return content[0] === 0 ? content.subarray(1) : refuse();
}

/** What stands in a [3] EXPLICIT list of extensions. One that comes twice is refused (RFC 5280 §4.2). */
function readExtensions(field: Element | undefined): Certificate["extensions"] {
  const extensions = new Map<string, { critical: boolean; value: string }>();
  if (!field) return extensions;
  const [list, ...more] = elementsOf(field.content);
  if (more.length) refuse();
  for (const extension of elementsOf(expectTag(list, SEQUENCE).content)) {
    const parts = elementsOf(expectTag(extension, SEQUENCE).content);
    const id = encodeHex(expectTag(parts[0], OBJECT_ID).content);
    const flag = parts.length === 3 ? encodeHex(expectTag(parts[1], 0x01).content) : "00";
    const value = encodeHex(expectTag(parts[parts.length - 1], 0x04).content);
    // DER leaves out what is the default: a flag that is there is true.
    if (extensions.has(id) || parts.length < 2 || parts.length > 3 || (parts.length === 3 && flag !== "ff")) refuse();
    extensions.set(id, { critical: flag === "ff", value });
  }
  return extensions;
}

/** Reads a certificate of version 3. Throws on anything else, and on any byte too many. */
export function parseCertificate(der: Uint8Array): Certificate {
  const whole = elementAt(der, 0);
  if (whole.whole.length !== der.length) refuse();
  const [signed, outer, signature, ...others] = elementsOf(expectTag(whole, SEQUENCE).content);
  const [version, serial, inner, issuer, validity, subject, key, ...rest] = elementsOf(
    expectTag(signed, SEQUENCE).content,
  );
  if (others.length || encodeHex(version?.whole ?? refuse()) !== "a003020102") refuse();
  expectTag(serial, INTEGER);
  // The algorithm stands inside and outside of what is signed: the same, or somebody changed it.
  const algorithm = encodeHex(expectTag(outer, SEQUENCE).content);
  if (algorithm !== encodeHex(expectTag(inner, SEQUENCE).content)) refuse();
  const [id, ...parameters] = elementsOf((outer as Element).content);
  const [notBefore, notAfter, ...times] = elementsOf(expectTag(validity, SEQUENCE).content);
  if (times.length || parameters.length || rest.length > 1) refuse();
  return {
    signed: (signed as Element).whole,
    algorithm: encodeHex(expectTag(id, OBJECT_ID).content),
    signature: readBits(signature),
    issuer: encodeHex(expectTag(issuer, SEQUENCE).whole),
    subject: encodeHex(expectTag(subject, SEQUENCE).whole),
    notBeforeMs: readTime(notBefore ?? refuse()),
    notAfterMs: readTime(notAfter ?? refuse()),
    spki: expectTag(key, SEQUENCE).whole,
    extensions: readExtensions(rest[0] && expectTag(rest[0], 0xa3)),
  };
}

/** The signature of a certificate as r‖s, each of `size` bytes; `undefined` for what is none (RFC 3279 §2.2.3). */
export function ecdsaSignature(der: Uint8Array, size: number): Uint8Array | undefined {
  const raw = new Uint8Array(2 * size);
  try {
    const whole = elementAt(der, 0);
    const numbers = elementsOf(expectTag(whole, SEQUENCE).content);
    if (whole.whole.length !== der.length || numbers.length !== 2) return;
    for (const [i, number] of numbers.entries()) {
      const { content } = expectTag(number, INTEGER);
      const [first = 0xff, second = 0] = content;
      if (first > 0x7f || (!first && content.length > 1 && second < 0x80)) return;
      const bytes = first ? content : content.subarray(1);
      if (bytes.length > size) return;
      raw.set(bytes, (i + 1) * size - bytes.length);
    }
    return raw;
  } catch {
    return;
  }
}
