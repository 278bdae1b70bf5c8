import { items } from "../core/items.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * HubSpot, signature v3: method, URL, body and time. The documentation decodes some escapes of the URL before it is signed and
 * the SDK does not: either is accepted. Older signatures that come beside it never count. Checked 2026-11 against
 * documentation and SDK.
 * @remarks
 * - Behind a proxy set `publicUrl`.
 * - The body is an array of events: `each: true` runs the handler for each.
 * @see https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation
 */
export const hubspot = freezeProvider({
  id: "hubspot",
  name: "HubSpot (v3)",
  docs: "https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-hubspot-signature-v3",
    format: "{signature}",
    encoding: "base64",
    fields: { timestamp: "x-hubspot-request-timestamp" },
    timestamp: "milliseconds",
    signs: ["{method}{url}{body}{timestamp}", "{method}{url|unescape}{body}{timestamp}"],
  }),
  toleranceSeconds: 300,
  items: items({ at: "", id: "eventId", type: "subscriptionType" }),
  credential: {
    name: "client secret of the app",
    env: "HUBSPOT_CLIENT_SECRET",
    where: "your app → Auth → Client secret",
  },
});
