import type { Maybe } from "../crypto/types.js";
import { toTypedError, WebhookConfigError } from "./errors.js";
import type { SignedParts, SymmetricScheme } from "./schemes/scheme.js";

/**
 * The signature that a genuine delivery would bring, as bytes.
 * @param scheme of a provider that signs with a shared secret
 * @param secret in the form in which the provider shows it
 * @param parts what is signed: the body, and whatever else the scheme names
 * @throws WebhookConfigError `SECRET_MISSING`, `SECRET_UNUSABLE`, `SECRET_WRONG_KIND`, `PUBLIC_URL_REQUIRED`
 * @throws WebhookConfigError `SCHEME_CANNOT_SIGN` when the scheme takes a public key
 * @throws WebhookError `SIGNATURE_MALFORMED` when a part that is signed is not given
 * @example
 * ```ts
 * import { computeSignature } from "hookonce";
 * import { stripe } from "hookonce/providers/stripe";
 *
 * const bytes = await computeSignature(stripe.scheme, "whsec_5Jb1dQ0nYxkq2", {
 *   body: '{"id":"evt_1"}',
 *   fields: { timestamp: "1767225600" },
 * });
 * console.log(Buffer.from(bytes).toString("hex"));
 * ```
 */
export async function computeSignature(
  // biome-ignore lint/suspicious/noExplicitAny: whatever the scheme asks for.
  scheme: SymmetricScheme<any>,
  secret: string | Uint8Array,
  parts: SignedParts,
): Promise<Uint8Array> {
  try {
    return await startCompute(scheme, secret, parts);
  } catch (error) {
    throw toTypedError(error);
  }
}

/** The same, at once where the engine can. Throws what comes. */
export function startCompute(
  // biome-ignore lint/suspicious/noExplicitAny: whatever the scheme asks for.
  scheme: SymmetricScheme<any>,
  secret: string | Uint8Array,
  parts: SignedParts,
): Maybe<Uint8Array> {
  if (typeof scheme?.compute !== "function") {
    throw new WebhookConfigError("SCHEME_CANNOT_SIGN", "Only the provider's private key can compute this signature.");
  }
  return scheme.compute(scheme.prepare(secret), parts);
}
