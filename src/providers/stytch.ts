import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { standardWebhooksData } from "../core/schemes/standard-webhooks.js";
import { fromHeader } from "../core/sources.js";

/**
 * Stytch, whose webhooks are sent by Svix. The id is signed and stays the same on retries. Checked 2026-11 against
 * documentation, which refers to that of Svix for the signature.
 * @remarks
 * - The type of an event is spread over `source`, `object_type` and `action` of the body.
 * @see https://stytch.com/docs/b2b/guides/webhooks
 */
export const stytch = freezeProvider({
  id: "stytch",
  name: "Stytch",
  docs: "https://stytch.com/docs/b2b/guides/webhooks",
  checked: "2026-11",
  scheme: hmac(standardWebhooksData("svix")),
  toleranceSeconds: 300,
  eventId: fromHeader("svix-id"),
  credential: {
    name: "signing secret (whsec_…)",
    env: "STYTCH_WEBHOOK_SECRET",
    where: "the dashboard → your endpoint",
  },
});
