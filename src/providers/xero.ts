import { items } from "../core/items.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * Xero. Only the body is signed, keyed with the text of the key, though it looks like base64. Events have no id: tenant,
 * resource, what happened and when stand for one. Checked 2026-11 against documentation and code.
 * @remarks
 * - A bad signature must get 401, which Xero tries before a webhook becomes active.
 * - An event says that something changed and no more: fetch the resource.
 * @see https://developer.xero.com/documentation/guides/webhooks/overview/
 */
export const xero = freezeProvider({
  id: "xero",
  name: "Xero",
  docs: "https://developer.xero.com/documentation/guides/webhooks/overview/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-xero-signature",
    format: "{signature}",
    encoding: "base64",
    signs: "{body}",
  }),
  items: items({
    at: "events",
    id: ["tenantId", "resourceId", "eventCategory", "eventType", "eventDateUtc"],
    type: "eventType",
  }),
  credential: {
    name: "webhook signing key",
    env: "XERO_WEBHOOK_KEY",
    where: "the developer portal → your app → Webhooks",
  },
});
