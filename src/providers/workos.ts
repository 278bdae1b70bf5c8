import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * WorkOS. Timestamp in milliseconds and body are signed; 180 seconds are accepted, as in WorkOS' library. Checked 2026-11
 * against documentation and SDK, which accepts timestamps of the future; this does not.
 * @remarks
 * - The secret is taken as it is, whatever it begins with.
 * @see https://workos.com/docs/events/data-syncing/webhooks
 */
export const workos = freezeProvider({
  id: "workos",
  name: "WorkOS",
  docs: "https://workos.com/docs/events/data-syncing/webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "workos-signature",
    format: "t={timestamp}, v1={signature}",
    separator: ", ",
    encoding: "hex",
    timestamp: "milliseconds",
    signs: "{timestamp}.{body}",
    secret: { refuse: ["sk_"] },
  }),
  toleranceSeconds: 180,
  eventId: fromBody("id"),
  eventType: fromBody("event"),
  credential: {
    name: "signing secret",
    env: "WORKOS_WEBHOOK_SECRET",
    where: "the dashboard → your endpoint",
  },
});
