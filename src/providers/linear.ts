import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody, fromDigest, fromHeader } from "../core/sources.js";
import { timeInside } from "../core/time-inside.js";

/**
 * Linear. The time of sending stands in the signed body and is looked at once the signature holds; 60 seconds are accepted,
 * as in Linear's SDK. That time is in the body, so that the digest is no use against retries: the id is the header
 * `linear-delivery`, which names the payload in Linear's words. It is not signed, and nothing says that a retry keeps it.
 * Checked 2026-11 against documentation and SDK.
 * @remarks
 * - Whoever replays a delivery within the 60 seconds can give it another `linear-delivery`, and it runs again.
 * - A retry may be a new event: make the handler safe to repeat, by `data.id`, `action` and `createdAt`.
 * - `webhookId` is the id of the webhook, not of the event.
 * - What happened to the object stands in `action`: create, update, remove.
 * - The header linear-timestamp is not signed and not read.
 * @see https://linear.app/developers/webhooks#securing-webhooks
 */
export const linear = freezeProvider({
  id: "linear",
  name: "Linear",
  docs: "https://linear.app/developers/webhooks#securing-webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "linear-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
    secret: { refuse: ["lin_api_", "lin_oauth_"] },
  }),
  toleranceSeconds: 60,
  timestampAfter: timeInside({ at: fromBody("webhookTimestamp"), form: "milliseconds" }),
  eventId: [fromHeader("linear-delivery"), fromDigest()],
  eventType: fromBody("type"),
  credential: {
    name: "signing secret",
    env: "LINEAR_WEBHOOK_SECRET",
    where: "Settings → API → Webhooks → your webhook → Signing secret",
  },
});
