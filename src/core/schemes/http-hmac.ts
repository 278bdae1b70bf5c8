import { type HmacKey, hmac, importHmacKey } from "#crypto";
import { WebhookError } from "../errors.js";
import { decodeSecret, type SecretForm } from "../secrets.js";
import { parseDictionary } from "../structured-fields.js";
import {
  coversOf,
  finishHttpSignature,
  type HttpCandidate,
  type HttpSignatureData,
  parseHttpSignature,
  signatureBase,
} from "./http-signature-parts.js";
import type { NeedsSecret, SymmetricScheme } from "./scheme.js";
import { toDelivery } from "./signed.js";
import { checkSymmetric } from "./symmetric.js";
import { chain } from "./template.js";

/**
 * HTTP Message Signatures with a shared secret (`hmac-sha256`), and Content-Digest for the body.
 * @param data what must be signed; `secret` says how the secret's text is read
 * @example
 * ```ts
 * import { httpHmac } from "hookonce";
 *
 * const scheme = httpHmac({ requires: ["@method", "@target-uri", "content-digest"], secret: { encoding: "base64" } });
 * ```
 * @see RFC 9421
 */
export function httpHmac(
  data: HttpSignatureData & { readonly secret?: SecretForm | undefined },
): SymmetricScheme<NeedsSecret> {
  const compute = (key: object, text: string) => hmac((key as { key: HmacKey }).key, [text]);
  return {
    kind: "http-hmac",
    described: data,
    credential: "secret",
    looksInside: false,
    covers: coversOf(data),
    parse: (delivery) => parseHttpSignature(data, "hmac-sha256", delivery),
    prepare: (value, where) => ({ key: importHmacKey("sha256", decodeSecret(value, data.secret, where)) }) as object,
    // Signs what the header signature-input of the parts names first.
    compute: (key, parts) => {
      const delivery = toDelivery(parts);
      const inputs = parseDictionary(String(new Headers(delivery.headers as HeadersInit).get("signature-input")));
      const [first] = inputs?.values() ?? [];
      if (!Array.isArray(first?.value)) {
        throw new WebhookError("SIGNATURE_MISSING", "The header signature-input says what is to be signed.");
      }
      return compute(key, signatureBase(first, delivery));
    },
    check: (delivery, parsed, keys, { nowMs }) => {
      const { base } = parsed.candidates[0] as HttpCandidate;
      return chain(
        checkSymmetric(parsed, keys, 1, (key) => compute(key, base)),
        (at) => (at < 0 ? at : chain(finishHttpSignature(data, parsed, delivery, nowMs), () => at)),
      );
    },
  };
}
