import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Customer.io's reporting webhooks. The time and the body are signed, behind a `v0` that the header does not show; the time
 * is that of the request. Customer.io names no tolerance, its own library looks at no age: 300 seconds are our choice.
 * Checked 2026-11 against documentation and SDK.
 * @remarks
 * - The webhook step of a campaign is signed with a key that you cannot get.
 * - The type is the metric, `sent`; what was sent is `object_type` in the body.
 * @see https://docs.customer.io/journeys/webhooks/
 */
export const customerio = freezeProvider({
  id: "customerio",
  name: "Customer.io (reporting webhooks)",
  docs: "https://docs.customer.io/journeys/webhooks/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-cio-signature",
    format: "{signature}",
    encoding: "hex",
    fields: { timestamp: "x-cio-timestamp" },
    timestamp: "seconds",
    signs: "v0:{timestamp}:{body}",
  }),
  toleranceSeconds: 300,
  eventId: fromBody("event_id"),
  eventType: fromBody("metric"),
  deadlineSeconds: 4,
  retries: { windowSeconds: 7 * 86_400 },
  credential: {
    name: "webhook signing key",
    env: "CUSTOMERIO_WEBHOOK_SIGNING_KEY",
    where: "the dashboard → your reporting webhook",
  },
});
