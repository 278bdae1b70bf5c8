import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Trigger.dev's alerts. The body is signed, with the secret as text. Checked 2026-11 against SDK and the sender's code.
 * @see https://trigger.dev/docs/troubleshooting-alerts
 */
export const triggerDev = freezeProvider({
  id: "trigger-dev",
  name: "Trigger.dev (alerts)",
  docs: "https://trigger.dev/docs/troubleshooting-alerts",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-trigger-signature-hmacsha256",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventId: fromBody("id"),
  eventType: fromBody("type"),
  deadlineSeconds: 5,
  credential: {
    name: "secret of the alert webhook",
    env: "TRIGGER_WEBHOOK_SECRET",
    where: "the dashboard → your alert webhook",
  },
});
