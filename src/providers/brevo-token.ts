import { freezeProvider } from "../core/provider.js";
import { token } from "../core/schemes/token.js";

/**
 * Brevo with a bearer token. Nothing is signed: the token proves that the sender knows it, not that the body is Brevo's.
 * Checked 2026-11 against documentation.
 * @remarks
 * - Brevo can send a user name and a password instead: `hookonce/providers/brevo`.
 * - Fetch what the body names over the API before you act on it.
 * @see https://developers.brevo.com/docs/secured-webhooks
 */
export const brevoToken = freezeProvider({
  id: "brevo-token",
  name: "Brevo (bearer token)",
  docs: "https://developers.brevo.com/docs/secured-webhooks",
  checked: "2026-11",
  scheme: token({ header: "authorization", prefix: "Bearer " }),
  credential: {
    name: "bearer token of the webhook",
    env: "BREVO_WEBHOOK_TOKEN",
    where: "what you gave when you created the webhook",
  },
});
