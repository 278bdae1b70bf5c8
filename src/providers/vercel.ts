import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Vercel's webhooks, of integrations and of accounts. SHA-1 over the body, and no timestamp. Checked 2026-11 against
 * documentation and Vercel's own sample app.
 * @remarks
 * - A webhook of an integration is signed with the client secret of the integration, not with a secret of its own.
 * - The secret of an account webhook is shown once, when the webhook is created.
 * @see https://vercel.com/docs/webhooks/webhooks-api#securing-webhooks
 */
export const vercel = freezeProvider({
  id: "vercel",
  name: "Vercel",
  docs: "https://vercel.com/docs/webhooks/webhooks-api#securing-webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha1",
    header: "x-vercel-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventId: fromBody("id"),
  eventType: fromBody("type"),
  credential: {
    name: "client secret of the integration, or secret of the account webhook",
    env: "VERCEL_WEBHOOK_SECRET",
    where: "your integration → Credentials → Client Secret, or shown once when the account webhook is created",
  },
});
