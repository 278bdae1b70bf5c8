import { freezeProvider } from "../core/provider.js";
import { standardWebhooksShared } from "./_standard-webhooks.js";

/**
 * Resend, which sends through Svix. The id is signed and stays the same on retries. Checked 2026-11 against documentation
 * and SDK.
 * @remarks
 * - The id is that of the webhook message; the e-mail's own stands in `data`.
 * @see https://resend.com/docs/webhooks/verify-webhooks-requests
 */
export const resend = freezeProvider({
  ...standardWebhooksShared("svix", ["re_"]),
  id: "resend",
  name: "Resend",
  docs: "https://resend.com/docs/webhooks/verify-webhooks-requests",
  credential: {
    name: "signing secret (whsec_…)",
    env: "RESEND_WEBHOOK_SECRET",
    where: "Webhooks → your webhook → Signing Secret",
  },
});
