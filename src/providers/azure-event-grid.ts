import { handshakes } from "../core/handshakes.js";
import { items } from "../core/items.js";
import { freezeProvider } from "../core/provider.js";
import { token } from "../core/schemes/token.js";
import { fromBody, fromHeader, fromQuery } from "../core/sources.js";

/**
 * Azure Event Grid with its own event schema. Nothing is signed: a secret in the query of the address proves that the sender
 * knows it, not that the body is Azure's. The validation request is answered once the secret is right. Checked 2026-11 against
 * documentation.
 * @remarks
 * - Give Event Grid the address with the secret: `https://example.com/webhooks/azure?code=…`.
 * - The body is an array of events: `each: true` runs the handler for each.
 * - With the CloudEvents schema take `hookonce/providers/cloudevents`.
 * - Fetch what an event names from Azure's API before you act on it.
 * @see https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema
 */
export const azureEventGrid = freezeProvider({
  id: "azure-event-grid",
  name: "Azure Event Grid",
  docs: "https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema",
  checked: "2026-11",
  scheme: token({ header: fromQuery("code") }),
  items: items({ at: "", id: "id", type: "eventType" }),
  deadlineSeconds: 30,
  retries: { windowSeconds: 86_400 },
  handshakes: handshakes({
    method: "POST",
    equals: [fromHeader("aeg-event-type"), "SubscriptionValidation"],
    check: "signature",
    json: { validationResponse: fromBody("0.data.validationCode") },
  }),
  credential: {
    name: "secret in the query (code)",
    env: "AZURE_EVENT_GRID_SECRET",
    where: "the address that you gave to the event subscription",
  },
});
