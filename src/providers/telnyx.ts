import { freezeProvider } from "../core/provider.js";
import { ed25519 } from "../core/schemes/ed25519.js";
import { fromBody } from "../core/sources.js";

/**
 * Telnyx, signed with Ed25519. The tolerance of 300 seconds, both ways, is that of its SDK. Checked 2026-11 against Telnyx's
 * SDK.
 * @remarks
 * - It takes the public key of the account, base64 of 32 bytes. An API key is not it.
 * @see https://developers.telnyx.com/development/api-fundamentals/webhooks/receiving-webhooks
 */
export const telnyx = freezeProvider({
  id: "telnyx",
  name: "Telnyx",
  docs: "https://developers.telnyx.com/development/api-fundamentals/webhooks/receiving-webhooks",
  checked: "2026-11",
  scheme: ed25519({
    header: "telnyx-signature-ed25519",
    format: "{signature}",
    encoding: "base64",
    fields: { timestamp: "telnyx-timestamp" },
    timestamp: "seconds",
    signs: "{timestamp}|{body}",
    key: "raw-base64",
  }),
  toleranceSeconds: 300,
  eventId: fromBody("data.id"),
  eventType: fromBody("data.event_type"),
  credential: {
    name: "public key",
    env: "TELNYX_PUBLIC_KEY",
    where: "the dashboard → your public key",
  },
});
