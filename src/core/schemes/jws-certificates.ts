import { importPublicKey, verifySignature } from "#crypto";
import type { Hash, Maybe, PublicKeyAlgorithm } from "../../crypto/types.js";
import { decodeBase64 } from "../../encoding/base64.js";
import { encodeHex } from "../../encoding/hex.js";
import { WebhookError } from "../errors.js";
import { outcome } from "./asymmetric.js";
import { type Certificate, ecdsaSignature, parseCertificate } from "./der.js";
import type { CertificateKeys } from "./jws-data.js";
import { chain } from "./template.js";

/** What the certificates of a token must be. */
export interface CertificateRules {
  /** The only certificates that are trusted by themselves, as base64 of their DER. */
  readonly roots: readonly string[];
  /** Object identifier of the extension without which the first certificate is not the signer's: `1.2.840.113635…`. */
  readonly leafMarker: string;
  /** The same for the second one. */
  readonly intermediateMarker: string;
}

const refused = (why: string) => new WebhookError("SIGNATURE_MISMATCH", `The certificates of the token ${why}.`);

/** ECDSA with its hash (RFC 5758 §3.2), and the curves of keys, by the hex of their DER. */
const HASHES: Readonly<Record<string, Hash>> = {
  "2a8648ce3d040302": "sha256",
  "2a8648ce3d040303": "sha384",
  "2a8648ce3d040304": "sha512",
};
const CURVES: readonly (readonly [head: string, algorithm: PublicKeyAlgorithm, size: number])[] = [
  ["3059301306072a8648ce3d020106082a8648ce3d03010703420004", "ECDSA", 32],
  ["3076301006072a8648ce3d020106052b8104002203620004", "ECDSA-P384", 48],
];

const BASIC_CONSTRAINTS = "551d13";
const KEY_USAGE = "551d0f";
/** Critical extensions that are understood: those two, and policies and names of uses, which narrow nothing that we ask. */
const UNDERSTOOD = [BASIC_CONSTRAINTS, KEY_USAGE, "551d20", "551d25"];

/** Bits of keyUsage (RFC 5280 §4.2.1.3). */
const DIGITAL_SIGNATURE = 0x80;
const KEY_CERT_SIGN = 0x04;

function checkOne(certificate: Certificate, nowMs: number, mayIssue: boolean, marker: string | undefined): void {
  const { notBeforeMs, notAfterMs, extensions } = certificate;
  if (!(notBeforeMs <= nowMs && nowMs <= notAfterMs)) throw refused("are not valid now");
  for (const [id, { critical }] of extensions) {
    if (critical && !UNDERSTOOD.includes(id)) throw refused("have an extension that is not understood");
  }
  const basic = extensions.get(BASIC_CONSTRAINTS)?.value ?? "3000";
  // SEQUENCE { BOOLEAN cA, INTEGER pathLen }: DER leaves out a false one.
  const isIssuer = /^30(03|06)0101ff(0201[0-7].)?$/.test(basic);
  if (isIssuer !== mayIssue || (!isIssuer && basic !== "3000"))
    throw refused("are not of the kind that their place asks for");
  const usage = extensions.get(KEY_USAGE)?.value.match(/^030[23]0[0-7](..)(..)?$/)?.[1];
  const needed = mayIssue ? KEY_CERT_SIGN : DIGITAL_SIGNATURE;
  if (usage === undefined || !(Number.parseInt(usage, 16) & needed)) throw refused("are made for another use");
  if (marker !== undefined && !extensions.has(marker)) throw refused("are not those of this sender");
}

/** Whether one certificate issued the other. */
function checkIssued(subject: Certificate, issuer: Certificate): Maybe<void> {
  const key = encodeHex(issuer.spki);
  const [, algorithm, size] = CURVES.find(([head]) => key.startsWith(head)) ?? [];
  const hash = Object.hasOwn(HASHES, subject.algorithm) ? HASHES[subject.algorithm] : undefined;
  const signature = size && ecdsaSignature(subject.signature, size);
  if (subject.issuer !== issuer.subject || !algorithm || !hash || !signature) {
    throw refused("do not lead to a trusted root");
  }
  const verified = verifySignature(importPublicKey(algorithm, hash, issuer.spki), signature, [subject.signed]);
  return chain(outcome(verified), (matches) => {
    if (!matches) throw refused("do not lead to a trusted root");
  });
}

/** An object identifier as the hex of its DER (ITU-T X.690 §8.19). */
function toHex(identifier: string): string {
  const [first = 0, second = 0, ...rest] = identifier.split(".").map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((arc) => {
    const digits = [arc & 0x7f];
    for (let left = arc >>> 7; left; left >>>= 7) digits.unshift(0x80 | (left & 0x7f));
    return digits;
  });
  return encodeHex(Uint8Array.from(bytes));
}

/** Nothing for what is no certificate, or longer than any is. */
function read(text: string): Certificate | undefined {
  try {
    const bytes = text.length < 12_000 ? decodeBase64(text) : undefined;
    return bytes && parseCertificate(bytes);
  } catch {
    return;
  }
}

/**
 * The key of a token that brings its certificates: just three, ECDSA over P-256 or P-384, valid now, the first two with the
 * marker of their sender, the second issued by a root that is trusted. The third, the root as the token has it, proves nothing.
 * Whether a certificate was revoked is not asked.
 * @returns nothing when a root is no certificate
 * @throws WebhookError from the function: `SIGNATURE_MALFORMED`, `SIGNATURE_MISMATCH`
 * @see RFC 7515 §4.1.6, RFC 5280 §6
 */
export function certificateKeys(rules: CertificateRules): CertificateKeys | undefined {
  const given = Array.isArray(rules.roots) ? rules.roots : [];
  const roots = given.flatMap((text) => (typeof text === "string" && read(text)) || []);
  if (!roots.length || roots.length < given.length) return;
  const [leafMarker, intermediateMarker] = [toHex(rules.leafMarker), toHex(rules.intermediateMarker)];
  return (x5c, nowMs) => {
    const [leaf, intermediate] = x5c.slice(0, 2).map(read);
    if (x5c.length !== 3 || !leaf || !intermediate) {
      throw new WebhookError("SIGNATURE_MALFORMED", "The token brings something else than three certificates.");
    }
    checkOne(leaf, nowMs, false, leafMarker);
    checkOne(intermediate, nowMs, true, intermediateMarker);
    const root = roots.find(({ subject }) => subject === intermediate.issuer);
    if (!root) throw refused("do not lead to a trusted root");
    checkOne(root, nowMs, true, undefined);
    return chain(checkIssued(intermediate, root), () => chain(checkIssued(leaf, intermediate), () => leaf.spki));
  };
}
