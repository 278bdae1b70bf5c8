import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * ElevenLabs. Timestamp and body are signed; 30 minutes are accepted, as ElevenLabs says. Events have no id. An event is
 * sent once and not again. Checked 2026-11 against documentation and SDK, which accepts timestamps of the future; this does
 * not.
 * @remarks
 * - A webhook is switched off after ten failures in a row without a success for seven days.
 * @see https://elevenlabs.io/docs/overview/administration/webhooks
 */
export const elevenlabs = freezeProvider({
  id: "elevenlabs",
  name: "ElevenLabs",
  docs: "https://elevenlabs.io/docs/overview/administration/webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "elevenlabs-signature",
    format: "t={timestamp},v0={signature}",
    separator: ",",
    encoding: "hex",
    timestamp: "seconds",
    signs: "{timestamp}.{body}",
    secret: { refuse: ["sk_"] },
  }),
  toleranceSeconds: 1800,
  eventType: fromBody("type"),
  retries: "none",
  credential: {
    name: "shared secret (wsec_…)",
    env: "ELEVENLABS_WEBHOOK_SECRET",
    where: "shown once when the webhook is created",
  },
});
