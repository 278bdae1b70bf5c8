import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromHeader } from "../core/sources.js";

/**
 * Shopify. Only the body is signed: topic, shop and webhook id are headers that anybody can change, so that an event is known
 * by the digest of its body, the topic and the shop. Test notifications from the admin are signed with another key. Checked
 * 2026-11 against documentation and SDK.
 * @remarks
 * - Topic, shop and webhook id are headers and not signed. An event is known by the digest of its body, the topic and the
 *   shop.
 * - Because shop and topic are not signed, do not let them decide about access: check what the payload says.
 * - The secret is the app's client secret, as it is shown (`shpss_…` kept). After a rotation Shopify can take up to an
 *   hour to use the new one: give both meanwhile.
 * - Test notifications sent from the admin are signed with another key, and are refused with your app's secret.
 * - Shopify waits 5 seconds for an answer, and removes a subscription that was made through its API after 8 failures in a
 *   row.
 * - Deliveries through EventBridge or Pub/Sub carry no signature.
 * @see https://shopify.dev/docs/apps/build/webhooks/verify-deliveries
 */
export const shopify = freezeProvider({
  id: "shopify",
  name: "Shopify",
  docs: "https://shopify.dev/docs/apps/build/webhooks/verify-deliveries",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: ["x-shopify-hmac-sha256", "shopify-hmac-sha256"],
    format: "{signature}",
    encoding: "base64",
    signs: "{body}",
  }),
  eventType: [fromHeader("x-shopify-topic"), fromHeader("shopify-topic")],
  keyAlso: [
    fromHeader("x-shopify-topic"),
    fromHeader("x-shopify-shop-domain"),
    fromHeader("shopify-topic"),
    fromHeader("shopify-shop-domain"),
  ],
  retries: { windowSeconds: 4 * 3600 },
  credential: {
    name: "client secret of the app",
    env: "SHOPIFY_API_SECRET",
    where: "Dev Dashboard → your app → Settings → Credentials",
  },
});
