import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Ghost. The timestamp, in milliseconds, follows the body in what is signed. Events carry no id: repeats are known by the
 * digest of the body. Ghost documents no tolerance; 300 seconds are ours. Checked 2026-11 against Ghost's code.
 * @remarks
 * - Deliveries are signed only when the webhook has a secret; without one they are refused.
 * - Ghost waits 2 seconds. An answer 410 deletes the webhook.
 * @see https://docs.ghost.org/webhooks
 */
export const ghost = freezeProvider({
  id: "ghost",
  name: "Ghost",
  docs: "https://docs.ghost.org/webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-ghost-signature",
    format: "sha256={signature}, t={timestamp}",
    separator: ", ",
    encoding: "hex",
    timestamp: "milliseconds",
    signs: "{body}{timestamp}",
  }),
  toleranceSeconds: 300,
  eventType: fromBody("event"),
  deadlineSeconds: 2,
  credential: {
    name: "secret",
    env: "GHOST_WEBHOOK_SECRET",
    where: "your integration → your webhook",
  },
});
