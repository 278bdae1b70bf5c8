import type { PublicKeyAlgorithm } from "../crypto/types.js";
import { decodeBase64 } from "../encoding/base64.js";
import { encodeHex } from "../encoding/hex.js";

/** Curve, bytes of a coordinate, and the head of a SubjectPublicKeyInfo (RFC 5480 §2.1.1). */
const CURVES: Readonly<Record<string, readonly [crv: string, size: number, head: string]>> = {
  ECDSA: ["P-256", 32, "3059301306072a8648ce3d020106082a8648ce3d030107034200"],
  "ECDSA-P384": ["P-384", 48, "3076301006072a8648ce3d020106052b81040022036200"],
  "ECDSA-P521": ["P-521", 66, "30819b301006072a8648ce3d020106052b8104002303818600"],
};

const RSA_ALGORITHM = "300d06092a864886f70d0101010500";

/** One DER element: tag, length, content (ITU-T X.690 §8.1.3). */
function element(tag: string, content: string): string {
  const length = content.length / 2;
  const size = length.toString(16).padStart(length > 0xff ? 4 : 2, "0");
  return tag + (length > 0x7f ? `8${size.length / 2}` : "") + size + content;
}

/** An INTEGER of a positive number: no leading zero, but one where the first bit is set. */
function integer(bytes: Uint8Array): string {
  const hex = encodeHex(bytes).replace(/^(00)+/, "");
  return element("02", (Number.parseInt(hex.slice(0, 2), 16) > 0x7f ? "00" : "") + hex);
}

/**
 * A JSON Web Key as the hex of its SubjectPublicKeyInfo, so that both engines import it alike. `undefined` when it is no
 * public key of this algorithm, or is published for something else than verifying.
 * @param name of the algorithm in JOSE, which the key may name too
 * @see RFC 7517, RFC 7518 §6
 */
export function jwkToSpki(jwk: unknown, algorithm: PublicKeyAlgorithm, name: string): string | undefined {
  if (typeof jwk !== "object" || jwk === null) return;
  // Own members only: a polluted Object.prototype lends no key.
  const { kty, crv, x, y, n, e, alg = name, use = "sig", key_ops: uses = ["verify"] } = own(jwk);
  if (alg !== name || use !== "sig" || !Array.isArray(uses) || !uses.includes("verify")) return;
  const bytes = (value: unknown) => (typeof value === "string" ? decodeBase64(value, true) : undefined);
  if (algorithm === "RSA") {
    const [modulus, exponent] = [bytes(n), bytes(e)];
    // A key of less than 1024 bits could be broken by anybody; none of more than 16384 is in use.
    if (kty !== "RSA" || !modulus || !exponent?.length || modulus.length < 128 || modulus.length > 2048) return;
    const key = element("30", integer(modulus) + integer(exponent));
    return element("30", RSA_ALGORITHM + element("03", `00${key}`));
  }
  const [curve, size, head] = CURVES[algorithm] ?? [];
  const [first, second] = [bytes(x), bytes(y)];
  if (kty !== "EC" || crv !== curve || first?.length !== size || second?.length !== size) return;
  return `${head}04${encodeHex(first as Uint8Array)}${encodeHex(second as Uint8Array)}`;
}

const own = (value: object): Record<string, unknown> => Object.assign(Object.create(null), value);
