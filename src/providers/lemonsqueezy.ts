import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Lemon Squeezy. Only the body is signed. No event has an id, so that it is known by the digest of its body. Checked
 * 2026-11 against documentation and code.
 * @remarks
 * - Any answer but 200 counts as failed. It is sent three more times, within minutes.
 * @see https://docs.lemonsqueezy.com/help/webhooks/signing-requests
 */
export const lemonsqueezy = freezeProvider({
  id: "lemonsqueezy",
  name: "Lemon Squeezy",
  docs: "https://docs.lemonsqueezy.com/help/webhooks/signing-requests",
  checked: "2026-11",
  scheme: hmac({ hash: "sha256", header: "x-signature", format: "{signature}", encoding: "hex", signs: "{body}" }),
  eventType: fromBody("meta.event_name"),
  credential: {
    name: "signing secret",
    env: "LEMONSQUEEZY_WEBHOOK_SECRET",
    where: "the dashboard → your webhook",
  },
});
