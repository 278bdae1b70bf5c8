import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Onfido. No timestamp is signed by itself, and events carry no id: repeats are known by the digest of the body. Checked
 * 2026-11 against Onfido's SDK.
 * @remarks
 * - It takes the token of the webhook, which Onfido gives when the webhook is made; not the API token.
 * @see https://documentation.onfido.com/getting-started/webhooks
 */
export const onfido = freezeProvider({
  id: "onfido",
  name: "Onfido",
  docs: "https://documentation.onfido.com/getting-started/webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-sha2-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventType: fromBody("payload.action"),
  credential: {
    name: "webhook token",
    env: "ONFIDO_WEBHOOK_TOKEN",
    where: "the answer to the call that made the webhook, or the dashboard → your webhook",
  },
});
