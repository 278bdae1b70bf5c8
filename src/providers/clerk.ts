import { freezeProvider } from "../core/provider.js";
import { standardWebhooksShared } from "./_standard-webhooks.js";

/**
 * Clerk, which sends through Svix. The id is signed and stays the same on retries. Checked 2026-11 against documentation
 * and SDK.
 * @remarks
 * - `CLERK_SECRET_KEY` (sk_…) is another credential and is refused.
 * @see https://clerk.com/docs/guides/development/webhooks/overview
 */
export const clerk = freezeProvider({
  ...standardWebhooksShared("svix", ["sk_", "pk_"]),
  id: "clerk",
  name: "Clerk",
  docs: "https://clerk.com/docs/guides/development/webhooks/overview",
  credential: {
    name: "signing secret (whsec_…)",
    env: "CLERK_WEBHOOK_SIGNING_SECRET",
    where: "Clerk Dashboard → Webhooks → your endpoint → Signing Secret",
  },
});
