import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * LaunchDarkly. No timestamp is signed by itself; the `_id` of the entry is the id. Checked 2026-11 against documentation.
 * @remarks
 * - Deliveries are signed only when the webhook has a secret; without one they are refused.
 * - LaunchDarkly tries once more, after a minute. Entries may come in any order: `date` tells.
 * - `event.type` is the `kind` of the entry; what was done stands in `accesses`.
 * @see https://launchdarkly.com/docs/home/infrastructure/webhooks
 */
export const launchdarkly = freezeProvider({
  id: "launchdarkly",
  name: "LaunchDarkly",
  docs: "https://launchdarkly.com/docs/home/infrastructure/webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-ld-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventId: fromBody("_id"),
  eventType: fromBody("kind"),
  retries: { windowSeconds: 60 },
  credential: {
    name: "secret",
    env: "LAUNCHDARKLY_WEBHOOK_SECRET",
    where: "the dashboard → your webhook",
  },
});
