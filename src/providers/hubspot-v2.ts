import { freezeProvider } from "../core/provider.js";
import { digest } from "../core/schemes/digest.js";

/**
 * HubSpot, signature v2: a plain SHA-256 over secret, method, URL and body. There is no timestamp, so that an old delivery
 * stays genuine. Where HubSpot sends v3, take `hookonce/providers/hubspot`. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - Used by CRM cards and workflow actions.
 * - Behind a proxy set `publicUrl`.
 * @see https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation
 */
export const hubspotV2 = freezeProvider({
  id: "hubspot-v2",
  name: "HubSpot (v2)",
  docs: "https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation",
  checked: "2026-11",
  scheme: digest({
    hash: "sha256",
    header: "x-hubspot-signature",
    format: "{signature}",
    encoding: "hex",
    expect: { "x-hubspot-signature-version": "v2" },
    signs: "{secret}{method}{url}{body}",
  }),
  credential: {
    name: "client secret of the app",
    env: "HUBSPOT_CLIENT_SECRET",
    where: "your app → Auth → Client secret",
  },
});
