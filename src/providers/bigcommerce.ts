import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { standardWebhooksData } from "../core/schemes/standard-webhooks.js";
import { fromBody, fromHeader } from "../core/sources.js";

/**
 * BigCommerce: Standard Webhooks, keyed with the text of the app's client secret. The id is signed. The body names a
 * resource and no more. Checked 2026-11 against documentation.
 * @remarks
 * - The documentation encodes the secret for a generic library; here it is given as it is.
 * - A host with under 90 % success in two minutes is blocked for three.
 * - Pages that name X-BC-Signature contradict the documentation.
 * @see https://developer.bigcommerce.com/docs/integrations/webhooks
 */
export const bigcommerce = freezeProvider({
  id: "bigcommerce",
  name: "BigCommerce",
  docs: "https://developer.bigcommerce.com/docs/integrations/webhooks",
  checked: "2026-11",
  scheme: hmac({ ...standardWebhooksData(), secret: {} }),
  toleranceSeconds: 300,
  eventId: fromHeader("webhook-id"),
  eventType: fromBody("scope"),
  retries: { windowSeconds: 48 * 3600 },
  credential: {
    name: "client secret of the app",
    env: "BIGCOMMERCE_CLIENT_SECRET",
    where: "the credentials of your app",
  },
});
