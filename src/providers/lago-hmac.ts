import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Lago, where the endpoint is set to `hmac`. The body is signed; nothing says when. For the other way there is
 * `hookonce/providers/lago`. Checked 2026-11 against code and documentation.
 * @remarks
 * - `X-Lago-Signature-Algorithm` is not looked at: the sender does not choose how it is verified.
 * - `X-Lago-Unique-Key` is not signed.
 * @see https://getlago.com/docs/api-reference/webhooks/format---signature
 */
export const lagoHmac = freezeProvider({
  id: "lago-hmac",
  name: "Lago (HMAC)",
  docs: "https://getlago.com/docs/api-reference/webhooks/format---signature",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-lago-signature",
    format: "{signature}",
    encoding: "base64",
    signs: "{body}",
  }),
  eventType: fromBody("webhook_type"),
  deadlineSeconds: 30,
  credential: {
    name: "HMAC key",
    env: "LAGO_WEBHOOK_HMAC_KEY",
    where: "Developers → Webhooks → HMAC key of the organization",
  },
});
