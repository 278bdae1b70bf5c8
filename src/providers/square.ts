import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Square. The notification URL is signed together with the body; `event_id` is meant for handling an event once. Checked
 * 2026-11 against documentation and SDK.
 * @remarks
 * - Set `publicUrl` to the notification URL as it was registered: behind a proxy the request has another one.
 * - `x-square-signature` is an older scheme with SHA-1 and is never read.
 * - An endpoint that does not answer 2xx for about three weeks is disabled.
 * @see https://developer.squareup.com/docs/webhooks/step3validate
 */
export const square = freezeProvider({
  id: "square",
  name: "Square",
  docs: "https://developer.squareup.com/docs/webhooks/step3validate",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-square-hmacsha256-signature",
    format: "{signature}",
    encoding: "base64",
    secret: { refuse: ["sq0idp-", "sq0csp-", "sq0atp-"] },
    signs: "{url}{body}",
  }),
  eventId: fromBody("event_id"),
  eventType: fromBody("type"),
  retries: { windowSeconds: 86_400 },
  credential: {
    name: "signature key",
    env: "SQUARE_WEBHOOK_SIGNATURE_KEY",
    where: "the developer console → your webhook subscription",
  },
});
