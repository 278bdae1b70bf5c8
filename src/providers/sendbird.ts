import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Sendbird. No timestamp is signed by itself, and deliveries carry no id: repeats are known by the digest of the body.
 * Checked 2026-11 against documentation.
 * @remarks
 * - The key is the API token, the same that calls the API.
 * @see https://sendbird.com/docs/chat/platform-api/v3/webhook/webhook-overview
 */
export const sendbird = freezeProvider({
  id: "sendbird",
  name: "Sendbird",
  docs: "https://sendbird.com/docs/chat/platform-api/v3/webhook/webhook-overview",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-sendbird-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventType: fromBody("category"),
  credential: {
    name: "API token",
    env: "SENDBIRD_API_TOKEN",
    where: "dashboard.sendbird.com → your application → Settings → General → API tokens",
  },
});
