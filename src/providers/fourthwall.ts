import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Fourthwall. Only the body is signed. The webhooks of platform apps are `fourthwall-apps`. Checked 2026-11 against
 * documentation.
 * @see https://docs.fourthwall.com/webhooks/signature-verification
 */
export const fourthwall = freezeProvider({
  id: "fourthwall",
  name: "Fourthwall",
  docs: "https://docs.fourthwall.com/webhooks/signature-verification",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-fourthwall-hmac-sha256",
    format: "{signature}",
    encoding: "base64",
    signs: "{body}",
  }),
  eventId: fromBody("id"),
  eventType: fromBody("type"),
  credential: {
    name: "secret key",
    env: "FOURTHWALL_WEBHOOK_SECRET",
    where: "the settings of your site → Webhooks",
  },
});
