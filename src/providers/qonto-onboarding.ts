import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Qonto's Onboarding API. Only the body is signed. Qonto's Business API has another scheme. Checked 2026-11 against
 * documentation.
 * @see https://docs.qonto.com/api-reference/onboarding-api/webhooks
 */
export const qontoOnboarding = freezeProvider({
  id: "qonto-onboarding",
  name: "Qonto (Onboarding API)",
  docs: "https://docs.qonto.com/api-reference/onboarding-api/webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "qonto-sha256-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventId: fromBody("id"),
  eventType: fromBody("event_type"),
  credential: {
    name: "webhook secret key",
    env: "QONTO_ONBOARDING_WEBHOOK_SECRET",
    where: "the secret that you share with Qonto",
  },
});
