import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { standardWebhooksData } from "../core/schemes/standard-webhooks.js";
import { fromBody, fromHeader } from "../core/sources.js";

/**
 * Polar: Standard Webhooks. The text of a `polar_whs_…` secret is the key; a `whsec_…` secret is base64, as the standard
 * has it. The id is signed. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - Where a `whsec_…` secret fails, its text is the key, as in SDKs before 1.0: take `polar-legacy`.
 * - A redirect counts as failed. After 10 failures in a row the endpoint is disabled.
 * @see https://polar.sh/docs/integrate/webhooks/delivery
 */
export const polar = freezeProvider({
  id: "polar",
  name: "Polar",
  docs: "https://polar.sh/docs/integrate/webhooks/delivery",
  checked: "2026-11",
  scheme: hmac({ ...standardWebhooksData(), secret: { strip: "whsec_", encoding: "base64", bareEncoding: "utf8" } }),
  toleranceSeconds: 300,
  eventId: fromHeader("webhook-id"),
  eventType: fromBody("type"),
  deadlineSeconds: 10,
  credential: {
    name: "webhook secret",
    env: "POLAR_WEBHOOK_SECRET",
    where: "the dashboard → your endpoint",
  },
});
