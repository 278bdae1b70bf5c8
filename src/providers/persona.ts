import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Persona. Persona documents no tolerance; 300 seconds are ours. Checked 2026-11 against documentation.
 * @remarks
 * - It takes the secret of the webhook (`wbhsec_…`), whole.
 * - Persona waits 5 seconds and wants 200, 201, 202 or 204. It tries up to 8 times.
 * - Events may come in any order: `data.attributes.created-at` tells.
 * @see https://docs.withpersona.com/webhooks-best-practices
 */
export const persona = freezeProvider({
  id: "persona",
  name: "Persona",
  docs: "https://docs.withpersona.com/webhooks-best-practices",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "persona-signature",
    format: "t={timestamp},v1={signature}",
    separator: ",",
    encoding: "hex",
    timestamp: "seconds",
    signs: "{timestamp}.{body}",
  }),
  toleranceSeconds: 300,
  eventId: fromBody("data.id"),
  eventType: fromBody("data.attributes.name"),
  deadlineSeconds: 5,
  credential: {
    name: "webhook secret (wbhsec_…)",
    env: "PERSONA_WEBHOOK_SECRET",
    where: "the dashboard → your webhook",
  },
});
