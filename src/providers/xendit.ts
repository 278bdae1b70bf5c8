import { freezeProvider } from "../core/provider.js";
import { token } from "../core/schemes/token.js";
import { fromBody, fromHeader } from "../core/sources.js";

/**
 * Xendit. Nothing is signed: the token proves that the sender knows it, not that the body is Xendit's. `webhook-id`
 * stays the same on retries. Checked 2026-11 against documentation.
 * @remarks
 * - Older products send no `event`.
 * - Fetch the payment over the API, by its id, before you act on it.
 * @see https://docs.xendit.co/webhook/getting-started/
 */
export const xendit = freezeProvider({
  id: "xendit",
  name: "Xendit",
  docs: "https://docs.xendit.co/webhook/getting-started/",
  checked: "2026-11",
  scheme: token({ header: "x-callback-token" }),
  eventId: fromHeader("webhook-id"),
  eventType: fromBody("event"),
  deadlineSeconds: 30,
  credential: {
    name: "webhook verification token",
    env: "XENDIT_WEBHOOK_TOKEN",
    where: "the dashboard → Webhooks",
  },
});
