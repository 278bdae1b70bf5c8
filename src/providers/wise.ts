import { freezeProvider } from "../core/provider.js";
import { rsa } from "../core/schemes/rsa.js";
import { fromBody } from "../core/sources.js";

/**
 * Wise. The body is signed with Wise's own key; nothing says when it was signed. Documentation does not say whether a retry
 * keeps `X-Delivery-Id`, and the body has no id: the digest of the body stands for the event. Checked 2026-11 against
 * documentation.
 * @remarks
 * - Production and sandbox have a public key each.
 * - Wise signs for all its customers with the same key: compare `subscription_id` with those that you made.
 * - Two subscriptions to one type deliver the same thing twice, in bodies that differ.
 * - Order is not kept: `data.occurred_at` tells.
 * @see https://docs.wise.com/guides/developer/webhooks/event-handling
 */
export const wise = freezeProvider({
  id: "wise",
  name: "Wise",
  docs: "https://docs.wise.com/guides/developer/webhooks/event-handling",
  checked: "2026-11",
  scheme: rsa({
    header: "x-signature-sha256",
    format: "{signature}",
    encoding: "base64",
    signs: "{body}",
    key: "spki",
  }),
  eventType: fromBody("event_type"),
  deadlineSeconds: 5,
  retries: { windowSeconds: 14 * 86_400 },
  credential: {
    name: "public key",
    env: "WISE_WEBHOOK_PUBLIC_KEY",
    where: "the documentation of Wise, Webhooks, one for production and one for the sandbox",
  },
});
