import { hmac as computeHmac, hmacOctets, importHmacKey } from "#crypto";
import type { HashSchemeData, NeedsSecret, SymmetricScheme } from "./scheme.js";
import { hashScheme } from "./symmetric.js";

/**
 * A keyed hash: what most providers use.
 * @param data the scheme as its documentation says it
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
export const hmac = (data: HashSchemeData): SymmetricScheme<NeedsSecret> =>
  hashScheme("hmac", data, importHmacKey, computeHmac, hmacOctets);
