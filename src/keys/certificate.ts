import { decodeBase64, encodeBase64 } from "../encoding/base64.js";

/** What is read of an X.509 certificate (RFC 5280 §4.1). */
export interface Certificate {
  /** Its public key, as PEM. */
  readonly publicKey: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** The common name of its subject, where there is just one. */
  readonly commonName: string | undefined;
}

/** One value of DER (X.690 §8.1): where it begins, where its content begins, and where it ends. */
interface Value {
  readonly tag: number;
  readonly from: number;
  readonly start: number;
  readonly end: number;
}

const SEQUENCE = 0x30;

const refuse = (): never => {
  throw new TypeError("no certificate");
};

/** Reads the value at a place. Lengths have one spelling, the shortest. */
function readValue(der: Uint8Array, from: number, limit: number, wanted?: number): Value {
  const tag = der[from] ?? refuse();
  let length = der[from + 1] ?? refuse();
  let start = from + 2;
  if (length > 0x80 && length < 0x84) {
    const digits = der.subarray(start, start + length - 0x80);
    start += digits.length;
    length = digits.reduce((sum, digit) => sum * 256 + digit, 0);
    if (!digits[0] || length < 0x80) refuse();
  } else if (length >= 0x80) refuse();
  const end = start + length;
  if (end > limit || (wanted !== undefined && tag !== wanted)) refuse();
  return { tag, from, start, end };
}

function readAll(der: Uint8Array, { start, end }: Value): Value[] {
  const values: Value[] = [];
  for (let at = start; at < end; at = (values.at(-1) as Value).end) values.push(readValue(der, at, end));
  return values;
}

const textOf = (der: Uint8Array, { start, end }: Value) =>
  new TextDecoder("utf-8", { ignoreBOM: true }).decode(der.subarray(start, end));

/** UTCTime or GeneralizedTime in the one form that certificates have (RFC 5280 §4.1.2.5). */
function readTime(der: Uint8Array, value: Value): number {
  const text = textOf(der, value);
  const short = value.tag === 0x17;
  const digits = (short && /^\d{12}Z$/.test(text)) || (value.tag === 0x18 && /^\d{14}Z$/.test(text)) ? text : refuse();
  const whole = short ? (digits < "5" ? "20" : "19") + digits : digits;
  const iso = whole.replace(/(....)(..)(..)(..)(..)(..)Z/, "$1-$2-$3T$4:$5:$6.000Z");
  const timeMs = Date.parse(iso);
  return new Date(timeMs).toISOString() === iso ? timeMs : refuse();
}

function readCommonName(der: Uint8Array, subject: Value): string | undefined {
  const names = readAll(der, subject)
    .flatMap((set) => readAll(der, set))
    .map((attribute) => readAll(der, attribute))
    .filter(([type]) => type && encodeBase64(der.subarray(type.from, type.end)) === "BgNVBAM=")
    .map(([, value]) => (value && [0x0c, 0x13, 0x16].includes(value.tag) ? textOf(der, value) : refuse()));
  return names.length === 1 ? names[0] : undefined;
}

function parseCertificate(der: Uint8Array): Certificate {
  const whole = readValue(der, 0, der.length, SEQUENCE);
  const [signed, algorithm, signature, ...more] = readAll(der, whole);
  if (whole.end !== der.length || signed?.tag !== SEQUENCE || algorithm?.tag !== SEQUENCE) refuse();
  if (signature?.tag !== 0x03 || more.length) refuse();
  const fields = readAll(der, signed as Value);
  // The version is left out where it is the first one.
  if (fields[0]?.tag === 0xa0) fields.shift();
  const [serial, , issuer, validity, subject, key] = fields;
  if (serial?.tag !== 0x02 || [issuer, validity, subject, key].some((field) => field?.tag !== SEQUENCE)) refuse();
  const [notBefore, notAfter] = readAll(der, validity as Value);
  const { from, end } = key as Value;
  return {
    publicKey: `-----BEGIN PUBLIC KEY-----\n${encodeBase64(der.subarray(from, end))}\n-----END PUBLIC KEY-----`,
    notBeforeMs: readTime(der, notBefore ?? refuse()),
    notAfterMs: readTime(der, notAfter ?? refuse()),
    commonName: readCommonName(der, subject as Value),
  };
}

const MAX_CERTIFICATES = 8;

/**
 * Reads a certificate in PEM; of a chain, its first one.
 * @returns nothing for what is no certificate
 */
export function readCertificate(text: string): Certificate | undefined {
  const blocks = text.trim().split(/-----END CERTIFICATE-----\s*/);
  if (blocks.pop() !== "" || blocks.length > MAX_CERTIFICATES) return;
  const chain = blocks.map((block) => {
    const body = block.startsWith("-----BEGIN CERTIFICATE-----") ? block.slice(27) : "-";
    return decodeBase64(body.replace(/\s/g, ""));
  });
  try {
    return chain[0] && !chain.includes(undefined) ? parseCertificate(chain[0]) : undefined;
  } catch {
    return;
  }
}
