import { freezeProvider } from "../core/provider.js";
import { jws } from "../core/schemes/jws.js";
import { fromBody, fromHeader } from "../core/sources.js";

/**
 * Lago, which signs with its private key (`jwt`). The token in the header holds the whole body once more. Nothing says when.
 * For the other way there is `hookonce/providers/lago-hmac`. Checked 2026-11 against code and documentation.
 * @remarks
 * - The issuer is the address of the API: where you host Lago yourself, set `issuer`.
 * - `X-Lago-Signature-Algorithm` is not looked at: the sender does not choose how it is verified.
 * - A large event makes a large header: Node refuses headers of more than 16 KiB unless `maxHeaderSize` says otherwise.
 * - `X-Lago-Unique-Key` is not signed.
 * - The documentation's sample for Node compares the whole token with the body, and never matches.
 * @see https://getlago.com/docs/api-reference/webhooks/format---signature
 */
export const lago = freezeProvider({
  id: "lago",
  name: "Lago (JWT)",
  docs: "https://getlago.com/docs/api-reference/webhooks/format---signature",
  checked: "2026-11",
  scheme: jws({
    algorithm: "RS256",
    token: fromHeader("x-lago-signature"),
    asks: { issuer: { claim: "iss", default: "https://api.getlago.com" } },
    binds: [{ claim: "data", of: "body" }],
  }),
  eventType: fromBody("webhook_type"),
  deadlineSeconds: 30,
  credential: {
    name: "public key",
    env: "LAGO_WEBHOOK_PUBLIC_KEY",
    where: "GET /api/v1/webhooks/public_key, as it is or decoded from base64",
  },
});
