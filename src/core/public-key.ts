import { importPublicKey, type PublicKey } from "#crypto";
import type { Hash, PublicKeyAlgorithm, WebCryptoKey } from "../crypto/types.js";
import { decodeBase64 } from "../encoding/base64.js";
import { decodeHex, encodeHex } from "../encoding/hex.js";
import { WebhookConfigError } from "./errors.js";

/** How a provider writes its public key. PEM, DER bytes and `CryptoKey` are understood as well. */
export type PublicKeyForm = "raw-hex" | "raw-base64" | "spki";

/** The fixed head of a SubjectPublicKeyInfo in DER, as hex (RFC 8410 §4, RFC 5480 §2.1.1, RFC 3279 §2.3.1). */
const HEADS: Record<PublicKeyAlgorithm, RegExp> = {
  Ed25519: /^302a300506032b6570032100.{64}$/,
  ECDSA: /^3059301306072a8648ce3d020106082a8648ce3d03010703420004.{128}$/,
  "ECDSA-P384": /^3076301006072a8648ce3d020106052b8104002203620004.{192}$/,
  "ECDSA-P521": /^30819b301006072a8648ce3d020106052b810400230381860004.{264}$/,
  RSA: /^3082.{4}300d06092a864886f70d01010105000382.{4}00/,
  "RSA-PSS": /^3082.{4}300d06092a864886f70d01010105000382.{4}00/,
};

/** id-RSASSA-PSS without parameters (RFC 4055 §1.2): the engines take the key under the plain name of RSA. */
const PSS_HEAD = /^3082(.{4})300b06092a864886f70d01010a/;

const ED25519_HEAD = "302a300506032b6570032100";

/** The bytes that a key's text stands for. */
function decodeKey(text: string, form: PublicKeyForm, strip: string): Uint8Array | undefined {
  const pem = text.trim().match(/^-----BEGIN PUBLIC KEY-----([\sA-Za-z0-9+/=]+)-----END PUBLIC KEY-----$/);
  if (pem?.[1]) return decodeBase64(pem[1].replace(/\s/g, ""));
  const bare = text.startsWith(strip) ? text.slice(strip.length) : text;
  return form === "raw-hex" ? decodeHex(bare, true) : decodeBase64(bare);
}

/**
 * A public key, ready for use.
 * @throws WebhookConfigError `SECRET_MISSING` when there is none, `PUBLIC_KEY_UNUSABLE` when it is no key of this algorithm
 */
export function preparePublicKey(
  value: unknown,
  algorithm: PublicKeyAlgorithm,
  hash: Hash,
  form: PublicKeyForm,
  where = "set it",
  strip = "",
): PublicKey {
  if (value === undefined || value === null || value === "") {
    throw new WebhookConfigError("SECRET_MISSING", `There is no public key: ${where}.`);
  }
  try {
    if (typeof value === "object" && !(value instanceof Uint8Array)) {
      return importPublicKey(algorithm, hash, value as WebCryptoKey);
    }
    const bytes = typeof value === "string" ? decodeKey(value, form, strip) : (value as Uint8Array);
    let hex = bytes && (bytes.length === 32 ? ED25519_HEAD : "") + encodeHex(bytes);
    if (algorithm === "RSA-PSS") {
      hex = hex?.replace(PSS_HEAD, (_head, length: string) => {
        const longer = (Number.parseInt(length, 16) + 2).toString(16).padStart(4, "0");
        return `3082${longer}300d06092a864886f70d0101010500`;
      });
    }
    // The head of RSA says how long the whole is.
    const whole = !algorithm.startsWith("RSA") || Number.parseInt(hex?.slice(4, 8) ?? "", 16) * 2 + 8 === hex?.length;
    if (hex && whole && HEADS[algorithm].test(hex)) {
      return importPublicKey(algorithm, hash, decodeHex(hex) as Uint8Array);
    }
  } catch {
    // What the engine says could quote the input.
  }
  throw new WebhookConfigError(
    "PUBLIC_KEY_UNUSABLE",
    `This is no public ${algorithm} key as ${form} text, PEM or DER: copy it again, whole (${where}).`,
  );
}
