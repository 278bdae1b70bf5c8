import { items } from "../core/items.js";
import { freezeProvider } from "../core/provider.js";
import { digest } from "../core/schemes/digest.js";

/**
 * HubSpot, signature v1: a plain SHA-256 over secret and body. There is no timestamp, so that an old delivery stays genuine.
 * Where HubSpot sends v3, take `hookonce/providers/hubspot`. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - A plain hash over secret and body can be extended by whoever saw one (length extension): the appended bytes make the JSON
 *   unreadable.
 * @see https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation
 */
export const hubspotV1 = freezeProvider({
  id: "hubspot-v1",
  name: "HubSpot (v1)",
  docs: "https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation",
  checked: "2026-11",
  scheme: digest({
    hash: "sha256",
    header: "x-hubspot-signature",
    format: "{signature}",
    encoding: "hex",
    expect: { "x-hubspot-signature-version": "v1" },
    signs: "{secret}{body}",
  }),
  items: items({ at: "", id: "eventId", type: "subscriptionType" }),
  credential: {
    name: "client secret of the app",
    env: "HUBSPOT_CLIENT_SECRET",
    where: "your app → Auth → Client secret",
  },
});
