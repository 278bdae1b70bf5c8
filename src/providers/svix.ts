import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { standardWebhooksData } from "../core/schemes/standard-webhooks.js";
import { fromBody, fromHeader } from "../core/sources.js";

/**
 * Svix, and the senders that send its headers. Secrets begin with `whsec_`; the rest is base64.
 * The id is signed and stays the same on retries. Checked 2026-11 against specification and library.
 * @see https://docs.svix.com/receiving/verifying-payloads/how
 */
export const svix = freezeProvider({
  id: "svix",
  name: "Svix",
  docs: "https://docs.svix.com/receiving/verifying-payloads/how",
  checked: "2026-11",
  scheme: hmac(standardWebhooksData("svix")),
  toleranceSeconds: 300,
  eventId: fromHeader("svix-id"),
  eventType: fromBody("type"),
  credential: {
    name: "signing secret (whsec_…)",
    env: "SVIX_WEBHOOK_SECRET",
    where: "the sender's dashboard → your endpoint",
  },
});
