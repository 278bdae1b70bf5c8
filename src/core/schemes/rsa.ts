import type { Hash } from "../../crypto/types.js";
import { type PublicKeySchemeData, signatureScheme } from "./asymmetric.js";
import type { NeedsPublicKey, Scheme } from "./scheme.js";

/**
 * RSA with PKCS #1 v1.5 padding.
 * @param data the scheme; `hash` defaults to `sha256`
 * @throws WebhookConfigError `PROVIDER_INVALID` when the data contradict themselves
 * @example
 * ```ts
 * import { rsa } from "hookonce";
 *
 * const scheme = rsa({ header: "x-signature", format: "{signature}", encoding: "base64", signs: "{body}", key: "spki" });
 * ```
 * @see RFC 8017 §8.2
 */
export function rsa(data: PublicKeySchemeData & { readonly hash?: Hash | undefined }): Scheme<NeedsPublicKey> {
  return signatureScheme("rsa", data, "RSA", data.hash ?? "sha256", 0);
}
