import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Orb. The time is ISO 8601 without a zone and means UTC; `id` is meant for handling an event once. Checked 2026-11
 * against documentation and SDK.
 * @remarks
 * - An endpoint that fails more than 99 % of its deliveries for a week is disabled.
 * @see https://docs.withorb.com/integrations-and-exports/webhooks
 */
export const orb = freezeProvider({
  id: "orb",
  name: "Orb",
  docs: "https://docs.withorb.com/integrations-and-exports/webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-orb-signature",
    format: "v1={signature}",
    separator: " ",
    encoding: "hex",
    fields: { timestamp: "x-orb-timestamp" },
    timestamp: "iso8601-utc",
    signs: "v1:{timestamp}:{body}",
  }),
  toleranceSeconds: 300,
  eventId: fromBody("id"),
  eventType: fromBody("type"),
  deadlineSeconds: 5,
  credential: {
    name: "webhook secret",
    env: "ORB_WEBHOOK_SECRET",
    where: "the dashboard → your webhook",
  },
});
