import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * PagerDuty's v3 webhooks. Several `v1` signatures appear while a secret is rolled; any may match. Only the body is signed,
 * without a time; the event's id stands in it. Checked 2026-11 against documentation.
 * @remarks
 * - A 4xx other than 429 drops the webhook at once; after three dropped ones the subscription rests for 24 hours.
 * - Webhooks of custom incident actions wait 16 seconds for an answer.
 * - The header `x-webhook-id` stays the same on retries, but is not signed and is not read.
 * @see https://developer.pagerduty.com/docs/webhooks/webhook-signatures/
 */
export const pagerduty = freezeProvider({
  id: "pagerduty",
  name: "PagerDuty",
  docs: "https://developer.pagerduty.com/docs/webhooks/webhook-signatures/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-pagerduty-signature",
    format: "v1={signature}",
    separator: ",",
    encoding: "hex",
    signs: "{body}",
  }),
  eventId: fromBody("event.id"),
  eventType: fromBody("event.event_type"),
  deadlineSeconds: 5,
  retries: { windowSeconds: 48 * 3600 },
  credential: {
    name: "webhook signing secret",
    env: "PAGERDUTY_WEBHOOK_SECRET",
    where: "shown once when the webhook subscription is created",
  },
});
