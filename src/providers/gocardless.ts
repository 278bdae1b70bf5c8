import { items } from "../core/items.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * GoCardless. One delivery carries many events, each with its own id; the body is signed as a whole. Checked 2026-11
 * against documentation and SDK.
 * @remarks
 * - The type of an event is its `action`, such as `confirmed`; `resource_type` says of what.
 * @see https://developer.gocardless.com/api-reference/#appendix-webhooks
 */
export const gocardless = freezeProvider({
  id: "gocardless",
  name: "GoCardless",
  docs: "https://developer.gocardless.com/api-reference/#appendix-webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "webhook-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  items: items({ at: "events", id: "id", type: "action" }),
  credential: {
    name: "webhook endpoint secret",
    env: "GOCARDLESS_WEBHOOK_SECRET",
    where: "the dashboard → your webhook",
  },
});
