import { type PublicKeySchemeData, signatureScheme } from "./asymmetric.js";
import type { NeedsPublicKey, Scheme } from "./scheme.js";

/** A DER signature (RFC 3279 §2.2.3) as r‖s of P-256. One spelling only: minimal, positive, nothing behind it. */
export function derToRaw(der: Uint8Array): Uint8Array | undefined {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return;
  const raw = new Uint8Array(64);
  let at = 2;
  for (const end of [32, 64]) {
    const length = der[at + 1] ?? 0;
    if (der[at] !== 2 || !length || at + 2 + length > der.length) return;
    let number = der.subarray(at + 2, at + 2 + length);
    at += 2 + length;
    const [first = 0, second = 0] = number;
    if (first > 127 || (!first && length > 1 && second < 128)) return;
    if (!first) number = number.subarray(1);
    if (number.length > 32) return;
    raw.set(number, end - number.length);
  }
  return at === der.length ? raw : undefined;
}

/**
 * ECDSA over P-256.
 * @param data the scheme; `hash` defaults to `sha256`, `signature` says whether it comes as DER (default) or as r‖s (`raw`)
 * @throws WebhookConfigError `PROVIDER_INVALID` when the data contradict themselves
 * @example
 * ```ts
 * import { ecdsa } from "hookonce";
 *
 * const scheme = ecdsa({ header: "x-signature", format: "{signature}", encoding: "base64", signs: "{body}", key: "spki" });
 * ```
 * @see FIPS 186-5
 */
export function ecdsa(
  data: PublicKeySchemeData & {
    readonly hash?: "sha256" | "sha384" | "sha512" | undefined;
    readonly signature?: "der" | "raw" | undefined;
  },
): Scheme<NeedsPublicKey> {
  const raw = data.signature === "raw";
  return signatureScheme("ecdsa", data, "ECDSA", data.hash ?? "sha256", raw ? 64 : 0, raw ? undefined : derToRaw);
}
