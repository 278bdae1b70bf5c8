import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Sendbird. No timestamp is signed by itself, and deliveries carry no id: repeats are known by the digest of the body.
 * Checked 2026-11 against documentation.
 * @remarks
 * - The key is the master API token, which also calls the API; other tokens of the application never match.
 * - Sendbird waits five seconds and sends the same request up to three times.
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
  deadlineSeconds: 5,
  credential: {
    name: "master API token",
    env: "SENDBIRD_API_TOKEN",
    where: "the dashboard → your application",
  },
});
