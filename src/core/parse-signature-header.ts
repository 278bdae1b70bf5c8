import type { Delivery } from "./delivery.js";
import { toTypedError } from "./errors.js";
import type { ParsedSignature, Scheme } from "./schemes/scheme.js";

/**
 * What a delivery claims: its signatures as bytes, and the fields that were signed with the body, exactly as received. It looks
 * at no secret, and proves nothing.
 * @param scheme of a provider
 * @param delivery its headers; URL and body where the scheme reads them
 * @throws WebhookError `SIGNATURE_MISSING`, `SIGNATURE_MALFORMED`, `SIGNATURE_DUPLICATED`, `TIMESTAMP_MISSING`,
 * `TIMESTAMP_MALFORMED`
 * @example
 * ```ts
 * import { parseSignatureHeader } from "hookonce";
 * import { stripe } from "hookonce/providers/stripe";
 *
 * const headers = { "stripe-signature": `t=1767225600,v1=${"0".repeat(64)}` };
 * const { candidates, fields, timestampMs } = parseSignatureHeader(stripe.scheme, { headers });
 * console.log(candidates.length, fields.timestamp, timestampMs); // 1 "1767225600" 1767225600000
 * ```
 */
export function parseSignatureHeader(
  scheme: Scheme,
  delivery: Pick<Delivery, "headers"> & Partial<Delivery>,
): ParsedSignature {
  try {
    return scheme.parse({ body: "", ...delivery });
  } catch (error) {
    throw toTypedError(error);
  }
}
