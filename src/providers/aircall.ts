import { freezeProvider } from "../core/provider.js";
import { token } from "../core/schemes/token.js";
import { fromBody } from "../core/sources.js";

/**
 * Aircall. Nothing is signed: the token of the webhook comes inside the body and proves that the sender knows it, not that
 * the rest is Aircall's. An event is known by the digest of its body. Checked 2026-11: where the token stands was read in
 * public code that quotes the documentation.
 * @remarks
 * - Fetch the call over Aircall's API, by its id, before you act on it.
 * - The token is a secret: keep bodies out of your logs.
 * @see https://developer.aircall.io/docs/webhooks-overview
 */
export const aircall = freezeProvider({
  id: "aircall",
  name: "Aircall",
  docs: "https://developer.aircall.io/docs/webhooks-overview",
  checked: "2026-11",
  scheme: token({ header: fromBody("token") }),
  eventType: fromBody("event"),
  credential: {
    name: "token of the webhook",
    env: "AIRCALL_WEBHOOK_TOKEN",
    where: "token in the answer to your call of POST /v1/webhooks",
  },
});
