import { handshakes } from "../core/handshakes.js";
import { items } from "../core/items.js";
import { freezeProvider } from "../core/provider.js";
import { tokenInItems } from "../core/schemes/token-in-items.js";
import { fromQuery } from "../core/sources.js";

/**
 * Microsoft Graph change notifications. Nothing is signed: each item brings the `clientState` that you chose with the
 * subscription. It proves that the sender knows it and nothing about the body; fetch the resource before you act. Checked
 * 2026-11 against documentation.
 * @remarks
 * - The validation request (`validationToken` in the query) is answered as plain text.
 * - Choose a long random `clientState`, at most 128 characters.
 * - Lifecycle notifications carry `lifecycleEvent` in place of `changeType`.
 * @see https://learn.microsoft.com/graph/change-notifications-delivery-webhooks
 */
export const microsoftGraph = freezeProvider({
  id: "microsoft-graph",
  name: "Microsoft Graph",
  docs: "https://learn.microsoft.com/graph/change-notifications-delivery-webhooks",
  checked: "2026-11",
  scheme: tokenInItems({ at: "value", path: "clientState" }),
  items: items({ at: "value", id: "id", type: "changeType" }),
  handshakes: handshakes({
    method: "POST",
    has: fromQuery("validationToken"),
    check: "none",
    text: fromQuery("validationToken"),
  }),
  credential: {
    name: "clientState",
    env: "MICROSOFT_GRAPH_CLIENT_STATE",
    where: "your call that creates the subscription",
  },
});
