import { hmac as computeHmac, type HmacKey, importHmacKey } from "#crypto";
import { decodeSecret } from "../secrets.js";
import type { HashSchemeData, NeedsSecret, SymmetricScheme } from "./scheme.js";
import { compileScheme, lookInside, toDelivery } from "./signed.js";
import { checkSymmetric, HASH_BYTES } from "./symmetric.js";
import { then } from "./template.js";

/**
 * A keyed hash: what most providers use.
 * @param data the scheme as its documentation says it
 * @throws WebhookConfigError `PROVIDER_INVALID` when the data contradict themselves
 * @example
 * ```ts
 * import { defineProvider, fromBody, hmac } from "hookonce";
 *
 * export const acme = defineProvider({
 *   id: "acme",
 *   name: "Acme",
 *   docs: "https://acme.example/docs/webhooks",
 *   checked: "2026-11",
 *   scheme: hmac({
 *     hash: "sha256",
 *     header: "acme-signature",
 *     format: "t={timestamp},v1={signature}",
 *     separator: ",",
 *     encoding: "hex",
 *     timestamp: "seconds",
 *     signs: "{timestamp}.{body}",
 *   }),
 *   eventId: fromBody("id"),
 *   eventType: fromBody("type"),
 * });
 * ```
 * @see RFC 2104
 */
export function hmac(data: HashSchemeData): SymmetricScheme<NeedsSecret> {
  const { templates, ...scheme } = compileScheme(data, HASH_BYTES[data.hash]);
  const keyOf = (key: object) => (key as { key: HmacKey }).key;
  const [first] = templates;
  return {
    kind: "hmac",
    credential: "secret",
    ...scheme,
    prepare: (value, where) => ({ key: importHmacKey(data.hash, decodeSecret(value, data.secret, where)) }) as object,
    compute: (key, parts) =>
      then(first?.render({ ...toDelivery(parts), fields: parts.fields ?? {} }) ?? [], (filled) =>
        computeHmac(keyOf(key), filled),
      ),
    check: (delivery, parsed, keys) => {
      const filling = { ...delivery, fields: parsed.fields };
      const render = (index: number) => templates[index]?.render(filling) ?? [];
      return checkSymmetric(parsed, keys, templates.length, (key, index) =>
        then(scheme.looksInside ? lookInside(delivery.body, () => render(index)) : render(index), (filled) =>
          computeHmac(keyOf(key), filled),
        ),
      );
    },
  };
}
