import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Paddle Billing. Several `h1` signatures appear while a secret is rolled; Paddle's own library looks at the last one
 * only, and accepts timestamps of the future: this does neither. Paddle Classic is another scheme. Checked 2026-11
 * against documentation and SDK.
 * @remarks
 * - Paddle's library accepts 5 seconds: with a queue in front, or a clock that is off, set `toleranceSeconds`.
 * @see https://developer.paddle.com/webhooks/signature-verification
 */
export const paddleBilling = freezeProvider({
  id: "paddle-billing",
  name: "Paddle Billing",
  docs: "https://developer.paddle.com/webhooks/signature-verification",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "paddle-signature",
    format: "ts={timestamp};h1={signature}",
    separator: ";",
    encoding: "hex",
    timestamp: "seconds",
    signs: "{timestamp}:{body}",
    secret: { refuse: ["pdl_live_apikey_", "pdl_sdbx_apikey_"] },
  }),
  toleranceSeconds: 5,
  eventId: fromBody("event_id"),
  eventType: fromBody("event_type"),
  deadlineSeconds: 5,
  retries: { windowSeconds: 3 * 86_400 },
  credential: {
    name: "secret key of the notification destination (pdl_ntfset_…)",
    env: "PADDLE_WEBHOOK_SECRET",
    where: "Developer tools → Notifications → your destination",
  },
});
