import { createPublicKey, generateKeyPairSync, type KeyObject, sign, X509Certificate } from "node:crypto";

/** One DER element. */
export function der(tag: number, ...contents: readonly (Uint8Array | string)[]): Buffer {
  const content = Buffer.concat(contents.map((one) => (typeof one === "string" ? Buffer.from(one, "hex") : one)));
  const { length } = content;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const digits = [arc & 0x7f];
    for (let left = arc >> 7; left; left >>= 7) digits.unshift(0x80 | (left & 0x7f));
    bytes.push(...digits);
  }
  return der(0x06, Buffer.from(bytes));
}

export interface CertificateInput {
  readonly subject: string;
  readonly issuer: string;
  readonly key: KeyObject;
  readonly signer: KeyObject;
  readonly hash?: "sha256" | "sha384" | "sha512";
  readonly from?: string;
  readonly to?: string;
  readonly issues?: boolean;
  /** Bits of keyUsage as the content of its BIT STRING, hex. */
  readonly usage?: string | undefined;
  readonly more?: readonly Buffer[];
  /** What is done to the parts before they are signed. */
  readonly change?: (parts: Buffer[]) => Buffer[];
}

export const extension = (id: string, value: Buffer | string, critical = false): Buffer =>
  der(0x30, oid(id), critical ? "0101ff" : "", der(0x04, value));

const name = (text: string) => der(0x30, der(0x31, der(0x30, oid("2.5.4.3"), der(0x0c, Buffer.from(text)))));
const time = (text: string) => der(text.length === 13 ? 0x17 : 0x18, Buffer.from(text));
const SIGNATURES = { sha256: "1.2.840.10045.4.3.2", sha384: "1.2.840.10045.4.3.3", sha512: "1.2.840.10045.4.3.4" };

/** A certificate as any issuer makes it. */
export function certificate(input: CertificateInput): Buffer {
  const { subject, issuer, key, signer, hash = "sha256", from = "260101000000Z", to = "20760101000000Z" } = input;
  const { issues = false, usage = issues ? "0106" : "0780", more = [], change = (parts) => parts } = input;
  const algorithm = der(0x30, oid(SIGNATURES[hash]));
  const extensions = [
    extension("2.5.29.19", der(0x30, issues ? "0101ff" : ""), true),
    ...(usage === "" ? [] : [extension("2.5.29.15", der(0x03, usage), true)]),
    ...more,
  ];
  const parts = [
    der(0xa0, "020102"),
    der(0x02, "0123"),
    algorithm,
    name(issuer),
    der(0x30, time(from), time(to)),
    name(subject),
    key.export({ format: "der", type: "spki" }),
    der(0xa3, der(0x30, ...extensions)),
  ];
  const signed = der(0x30, ...change(parts));
  return der(0x30, signed, algorithm, der(0x03, "00", sign(hash, signed, signer)));
}

export const MARKERS = { leaf: "1.2.840.113635.100.6.11.1", intermediate: "1.2.840.113635.100.6.2.1" } as const;
const NULL = "0500";
export const marker = (place: keyof typeof MARKERS) => extension(MARKERS[place], Buffer.from(NULL, "hex"));

export const certified = {
  root: generateKeyPairSync("ec", { namedCurve: "P-384" }),
  intermediate: generateKeyPairSync("ec", { namedCurve: "P-384" }),
  leaf: generateKeyPairSync("ec", { namedCurve: "P-256" }),
};

export const inputs = {
  root: {
    subject: "Root",
    issuer: "Root",
    key: certified.root.publicKey,
    signer: certified.root.privateKey,
    hash: "sha384",
    issues: true,
  },
  intermediate: {
    subject: "Intermediate",
    issuer: "Root",
    key: certified.intermediate.publicKey,
    signer: certified.root.privateKey,
    hash: "sha384",
    issues: true,
    more: [marker("intermediate")],
  },
  leaf: {
    subject: "Leaf",
    issuer: "Intermediate",
    key: certified.leaf.publicKey,
    signer: certified.intermediate.privateKey,
    hash: "sha384",
    more: [marker("leaf")],
  },
} satisfies Record<string, CertificateInput>;

export type Place = keyof typeof inputs;

/** Three certificates, with what a test changes of one. */
export const chainOf = (changes: Partial<Record<Place, Partial<CertificateInput>>> = {}): Buffer[] =>
  (["leaf", "intermediate", "root"] as const).map((place) => certificate({ ...inputs[place], ...changes[place] }));

/** What Node's own reader says, so that the tests do not rest on our encoder. */
export const readByNode = (bytes: Buffer) => new X509Certificate(bytes);
export const sameKey = (spki: Uint8Array, key: KeyObject) =>
  createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" }).equals(key);
