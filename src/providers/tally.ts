import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Tally. Each submission of a form is one event, with an `eventId`. Checked 2026-11 against documentation.
 * @remarks
 * - Deliveries are signed only when the webhook has a signing secret; without one they are refused.
 * - Tally waits 10 seconds for an answer.
 * @see https://tally.so/help/webhooks
 */
export const tally = freezeProvider({
  id: "tally",
  name: "Tally",
  docs: "https://tally.so/help/webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "tally-signature",
    format: "{signature}",
    encoding: "base64",
    signs: "{body}",
  }),
  eventId: fromBody("eventId"),
  eventType: fromBody("eventType"),
  deadlineSeconds: 10,
  credential: {
    name: "signing secret",
    env: "TALLY_SIGNING_SECRET",
    where: "your form → Integrations → Webhooks",
  },
});
