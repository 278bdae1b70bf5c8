import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Mux. Several `v1` signatures may stand in the header. The body lists the attempts, so that each may be another body; its
 * id is the event's. Checked 2026-11 against documentation and SDK, which accepts timestamps of the future; this does not.
 * @remarks
 * - Each endpoint has a secret of its own.
 * @see https://www.mux.com/docs/core/verify-webhook-signatures
 */
export const mux = freezeProvider({
  id: "mux",
  name: "Mux",
  docs: "https://www.mux.com/docs/core/verify-webhook-signatures",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "mux-signature",
    format: "t={timestamp},v1={signature}",
    separator: ",",
    encoding: "hex",
    timestamp: "seconds",
    signs: "{timestamp}.{body}",
  }),
  toleranceSeconds: 300,
  eventId: fromBody("id"),
  eventType: fromBody("type"),
  credential: {
    name: "signing secret",
    env: "MUX_WEBHOOK_SECRET",
    where: "the dashboard → your webhook",
  },
});
