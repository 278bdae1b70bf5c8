import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Webflow. The timestamp is in milliseconds; the tolerance of 300 seconds is what Webflow advises. Deliveries carry no id of
 * their own: repeats are known by the digest of the body. Checked 2026-11 against documentation and Webflow's SDK.
 * @remarks
 * - Webhooks made in the dashboard are not signed. Make them over the API.
 * - For webhooks of an OAuth app the secret is its client secret; for those made with an API token it is the one that came
 *   back.
 * - `payload.id` is the id of the thing that changed, not of the event.
 * @see https://developers.webflow.com/data/docs/working-with-webhooks#validating-request-signatures
 */
export const webflow = freezeProvider({
  id: "webflow",
  name: "Webflow",
  docs: "https://developers.webflow.com/data/docs/working-with-webhooks#validating-request-signatures",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-webflow-signature",
    format: "{signature}",
    encoding: "hex",
    fields: { timestamp: "x-webflow-timestamp" },
    timestamp: "milliseconds",
    signs: "{timestamp}:{body}",
  }),
  toleranceSeconds: 300,
  eventType: fromBody("triggerType"),
  credential: {
    name: "client secret of the app, or the webhook's own secret key",
    env: "WEBFLOW_WEBHOOK_SECRET",
    where: "the settings of your app, or the answer to the call that made the webhook",
  },
});
