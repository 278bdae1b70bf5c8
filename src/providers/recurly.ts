import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Recurly's JSON webhooks. The header begins with the time in milliseconds; the signatures follow, two while a secret is
 * rolled. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - The `id` of the body is the object, not the event: an event is known by the digest of its body.
 * - The type is `event_type`, such as `created`; what was created is `object_type` in the body.
 * - XML webhooks are not signed.
 * @see https://docs.recurly.com/recurly-subscriptions/docs/signature-verification
 */
export const recurly = freezeProvider({
  id: "recurly",
  name: "Recurly",
  docs: "https://docs.recurly.com/recurly-subscriptions/docs/signature-verification",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "recurly-signature",
    format: "{timestamp},{signature}",
    separator: ",",
    encoding: "hex",
    timestamp: "milliseconds",
    signs: "{timestamp}.{body}",
  }),
  toleranceSeconds: 300,
  eventType: fromBody("event_type"),
  credential: {
    name: "secret of the endpoint",
    env: "RECURLY_WEBHOOK_SECRET",
    where: "the dashboard → your endpoint",
  },
});
