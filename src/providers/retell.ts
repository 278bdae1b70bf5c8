import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Retell AI. The body is signed, followed by the timestamp in milliseconds; the key is the API key that has the webhook
 * badge. Events have no id. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - Only the API key with the webhook badge signs; others never match.
 * @see https://docs.retellai.com/features/secure-webhook
 */
export const retell = freezeProvider({
  id: "retell",
  name: "Retell AI",
  docs: "https://docs.retellai.com/features/secure-webhook",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-retell-signature",
    format: "v={timestamp},d={signature}",
    separator: ",",
    encoding: "hex",
    timestamp: "milliseconds",
    signs: "{body}{timestamp}",
  }),
  toleranceSeconds: 300,
  eventType: fromBody("event"),
  credential: {
    name: "API key with the webhook badge",
    env: "RETELL_API_KEY",
    where: "the dashboard → your API keys",
  },
});
