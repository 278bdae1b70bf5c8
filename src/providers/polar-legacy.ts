import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { standardWebhooksData } from "../core/schemes/standard-webhooks.js";
import { fromBody, fromHeader } from "../core/sources.js";

/**
 * Polar as its SDKs before 1.0 read it: the text of the secret is the key, whatever it begins with. The id is signed.
 * Checked 2026-11 against documentation and SDK.
 * @remarks
 * - A `polar_whs_…` secret works with `polar` as well.
 * @see https://polar.sh/docs/integrate/webhooks/delivery
 */
export const polarLegacy = freezeProvider({
  id: "polar-legacy",
  name: "Polar (whole secret as text)",
  docs: "https://polar.sh/docs/integrate/webhooks/delivery",
  checked: "2026-11",
  scheme: hmac({ ...standardWebhooksData(), secret: {} }),
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
