import { freezeProvider } from "../core/provider.js";
import { standardWebhooksShared } from "./_standard-webhooks.js";

/**
 * Svix, and the senders that send its headers. Secrets begin with `whsec_`; the rest is base64.
 * The id is signed and stays the same on retries. Checked 2026-11 against specification and library.
 * @remarks
 * - Same scheme as Standard Webhooks, under headers that begin with `svix-`. Clerk, Resend and others send through Svix.
 * - Some senders write the headers as `webhook-…`: take `hookonce/providers/standard-webhooks` then.
 * @see https://docs.svix.com/receiving/verifying-payloads/how
 */
export const svix = freezeProvider({
  ...standardWebhooksShared("svix"),
  id: "svix",
  name: "Svix",
  docs: "https://docs.svix.com/receiving/verifying-payloads/how",
  credential: {
    name: "signing secret (whsec_…)",
    env: "SVIX_WEBHOOK_SECRET",
    where: "the sender's dashboard → your endpoint",
  },
});
