import { digest as computeDigest } from "#crypto";
import { WebhookConfigError } from "../errors.js";
import { decodeSecret } from "../secrets.js";
import type { HashSchemeData, NeedsSecret, SymmetricScheme } from "./scheme.js";
import { compileScheme, lookInside, toDelivery } from "./signed.js";
import { checkSymmetric, HASH_BYTES } from "./symmetric.js";
import { then } from "./template.js";

/**
 * An unkeyed hash over text that the secret is part of: `{secret}{body}`. Older schemes do this; where you have the choice,
 * take {@link hmac}.
 * @param data the scheme; `signs` must hold `{secret}`
 * @throws WebhookConfigError `PROVIDER_INVALID` when `{secret}` is missing: without it anybody could compute the digest
 * @example
 * ```ts
 * import { digest } from "hookonce";
 *
 * const scheme = digest({
 *   hash: "sha256",
 *   header: "x-acme-signature",
 *   format: "{signature}",
 *   encoding: "hex",
 *   signs: "{secret}{body}",
 * });
 * ```
 */
export function digest(data: HashSchemeData): SymmetricScheme<NeedsSecret> {
  const { templates, ...scheme } = compileScheme(data, HASH_BYTES[data.hash], ["secret"]);
  if (!templates.every((template) => template.covers.fields.includes("secret"))) {
    throw new WebhookConfigError("PROVIDER_INVALID", "A digest that leaves out {secret} proves nothing.");
  }
  const secretOf = (key: object) => (key as { secret: Uint8Array }).secret;
  const [first] = templates;
  return {
    kind: "digest",
    credential: "secret",
    ...scheme,
    prepare: (value, where) => ({ secret: decodeSecret(value, data.secret, where) }) as object,
    compute: (key, parts) =>
      then(first?.render({ ...toDelivery(parts), fields: parts.fields ?? {}, secret: secretOf(key) }) ?? [], (filled) =>
        computeDigest(data.hash, filled),
      ),
    check: (delivery, parsed, keys) =>
      checkSymmetric(parsed, keys, templates.length, (key, index) => {
        const filling = { ...delivery, fields: parsed.fields, secret: secretOf(key) };
        const render = () => templates[index]?.render(filling) ?? [];
        return then(scheme.looksInside ? lookInside(delivery.body, render) : render(), (filled) =>
          computeDigest(data.hash, filled),
        );
      }),
  };
}
