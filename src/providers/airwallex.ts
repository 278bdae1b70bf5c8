import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Airwallex. Time and body are signed without anything between; `id` stays the same on retries. Airwallex documents no
 * tolerance and does not say whether a retry is signed anew, so that the window is a day. Checked 2026-11 against
 * documentation.
 * @remarks
 * - Only the answer 200 counts.
 * @see https://www.airwallex.com/docs/developer-tools/webhooks/listen-for-webhook-events
 */
export const airwallex = freezeProvider({
  id: "airwallex",
  name: "Airwallex",
  docs: "https://www.airwallex.com/docs/developer-tools/webhooks/listen-for-webhook-events",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-signature",
    format: "{signature}",
    encoding: "hex",
    fields: { timestamp: "x-timestamp" },
    timestamp: "milliseconds",
    signs: "{timestamp}{body}",
  }),
  toleranceSeconds: 86_400,
  eventId: fromBody("id"),
  eventType: fromBody("name"),
  retries: { windowSeconds: 3 * 86_400 },
  credential: {
    name: "webhook secret",
    env: "AIRWALLEX_WEBHOOK_SECRET",
    where: "the dashboard → your webhook",
  },
});
