import { freezeProvider } from "../core/provider.js";
import { jws } from "../core/schemes/jws.js";
import { fromBody, fromHeader } from "../core/sources.js";

/**
 * Vonage's signed webhooks (Messages, Dispatch, Voice). The token holds the hash of the body, which Vonage's own package leaves
 * to you and this compares. Its `iat` is the time; the 300 s are our choice. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - With `apiKey` the token must be that of your account.
 * - Signed with the signature secret, not with the API secret.
 * - The older SMS API puts `sig` into the parameters: this is another scheme.
 * @see https://developer.vonage.com/en/getting-started/concepts/webhooks
 */
export const vonage = freezeProvider({
  id: "vonage",
  name: "Vonage",
  docs: "https://developer.vonage.com/en/getting-started/concepts/webhooks",
  checked: "2026-11",
  scheme: jws({
    algorithm: "HS256",
    token: fromHeader("authorization"),
    prefix: "Bearer ",
    claims: { iss: "Vonage" },
    asks: { apiKey: { claim: "api_key", optional: true } },
    time: "iat",
    binds: [{ claim: "payload_hash", of: "body", hash: "sha256", encoding: "hex" }],
  }),
  toleranceSeconds: 300,
  eventType: [fromBody("status"), fromBody("event")],
  credential: {
    name: "signature secret",
    env: "VONAGE_SIGNATURE_SECRET",
    where: "dashboard → API settings → Signature secret",
  },
});
