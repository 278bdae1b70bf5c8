import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Fourthwall (platform apps). Only the body is signed. The webhooks of a single shop are `fourthwall`. Checked 2026-11
 * against documentation.
 * @see https://docs.fourthwall.com/webhooks/signature-verification
 */
export const fourthwallApps = freezeProvider({
  id: "fourthwall-apps",
  name: "Fourthwall (platform apps)",
  docs: "https://docs.fourthwall.com/webhooks/signature-verification",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-fourthwall-hmac-apps-sha256",
    format: "{signature}",
    encoding: "base64",
    signs: "{body}",
  }),
  eventId: fromBody("id"),
  eventType: fromBody("type"),
  credential: {
    name: "HMAC key of the app",
    env: "FOURTHWALL_APP_HMAC_KEY",
    where: "the settings of your app",
  },
});
