import { items } from "../core/items.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * Intuit QuickBooks Online. One delivery is an array of CloudEvents, each with its own id; the body is signed as a
 * whole. The older payload, an object with `eventNotifications`, ended in May 2026 and is not read. Checked 2026-11
 * against documentation and code.
 * @remarks
 * - Events are gathered for up to 5 minutes before they are sent.
 * @see https://developer.intuit.com/app/developer/qbo/docs/develop/webhooks
 */
export const intuitQuickbooks = freezeProvider({
  id: "intuit-quickbooks",
  name: "QuickBooks Online (Intuit)",
  docs: "https://developer.intuit.com/app/developer/qbo/docs/develop/webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "intuit-signature",
    format: "{signature}",
    encoding: "base64",
    signs: "{body}",
  }),
  items: items({ at: "", id: "id", type: "type" }),
  credential: {
    name: "verifier token",
    env: "QUICKBOOKS_VERIFIER_TOKEN",
    where: "the developer portal → your app",
  },
});
