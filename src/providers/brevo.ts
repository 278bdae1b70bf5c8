import { freezeProvider } from "../core/provider.js";
import { basic } from "../core/schemes/basic.js";

/**
 * Brevo with a user name and a password. Nothing is signed: they prove that the sender knows them, not that the body is
 * Brevo's. Checked 2026-11 against documentation.
 * @remarks
 * - Both stand in the URL of the webhook: `https://username:password@example.com/`.
 * - Brevo can send a bearer token instead; this provider does not read it.
 * - Fetch what the body names over the API before you act on it.
 * @see https://developers.brevo.com/docs/secured-webhooks
 */
export const brevo = freezeProvider({
  id: "brevo",
  name: "Brevo (user name and password)",
  docs: "https://developers.brevo.com/docs/secured-webhooks",
  checked: "2026-11",
  scheme: basic(),
  credential: {
    name: "user name and password of the webhook",
    env: "BREVO_WEBHOOK_PASSWORD",
    where: "the URL that the webhook was created with",
  },
});
