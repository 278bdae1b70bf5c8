import { freezeProvider } from "../core/provider.js";
import { basic } from "../core/schemes/basic.js";
import { fromBody } from "../core/sources.js";

/**
 * Azure DevOps service hooks with basic authentication. Nothing is signed: user name and password prove that the sender
 * knows them, not that the body is Azure's. Nothing says that a retry keeps the `id` of the body, so that an event is known
 * by the digest of its body. Checked 2026-11 against documentation.
 * @remarks
 * - How much of the resource comes along is a setting of the subscription: All, Minimal or None.
 * - Fetch the resource over the API, by its id, before you act on it.
 * @see https://learn.microsoft.com/en-us/azure/devops/service-hooks/services/webhooks
 */
export const azureDevops = freezeProvider({
  id: "azure-devops",
  name: "Azure DevOps (service hooks)",
  docs: "https://learn.microsoft.com/en-us/azure/devops/service-hooks/services/webhooks",
  checked: "2026-11",
  scheme: basic(),
  eventType: fromBody("eventType"),
  credential: {
    name: "basic authentication password",
    env: "AZURE_DEVOPS_WEBHOOK_PASSWORD",
    where: "Project settings → Service hooks → Web Hooks → Action",
  },
});
