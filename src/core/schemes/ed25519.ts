import { type PublicKeySchemeData, signatureScheme } from "./asymmetric.js";
import type { NeedsPublicKey, Scheme } from "./scheme.js";

/**
 * Ed25519.
 * @param data the scheme as its documentation says it
 * @throws WebhookConfigError `PROVIDER_INVALID` when the data contradict themselves
 * @example
 * ```ts
 * import { ed25519 } from "hookonce";
 *
 * const scheme = ed25519({
 *   header: "x-signature-ed25519",
 *   format: "{signature}",
 *   encoding: "hex",
 *   fields: { timestamp: "x-signature-timestamp" },
 *   timestamp: "seconds",
 *   signs: "{timestamp}{body}",
 *   key: "raw-hex",
 * });
 * ```
 * @see RFC 8032
 */
export function ed25519(data: PublicKeySchemeData): Scheme<NeedsPublicKey> {
  return signatureScheme("ed25519", data, "Ed25519", "sha512", 64);
}
