import { freezeProvider } from "../core/provider.js";
import { fromBody } from "../core/sources.js";
import { standardWebhooksShared } from "./_standard-webhooks.js";

/**
 * incident.io, which sends through Svix with the headers of Standard Webhooks. The id is signed and stays the same on
 * retries. incident.io retries for 24 hours. Checked 2026-11 against documentation.
 * @remarks
 * - Events may come out of order: fetch the incident by its id.
 * @see https://docs.incident.io/api-reference/webhooks
 */
export const incidentIo = freezeProvider({
  ...standardWebhooksShared("webhook"),
  id: "incident-io",
  name: "incident.io",
  docs: "https://docs.incident.io/api-reference/webhooks",
  eventType: fromBody("event_type"),
  retries: { windowSeconds: 86_400 },
  credential: {
    name: "signing secret (whsec_…)",
    env: "INCIDENT_IO_WEBHOOK_SECRET",
    where: "Settings → Webhooks → your endpoint",
  },
});
