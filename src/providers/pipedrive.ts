import { freezeProvider } from "../core/provider.js";
import { basic } from "../core/schemes/basic.js";
import { fromBody } from "../core/sources.js";

/**
 * Pipedrive's webhooks v2. Nothing is signed: the user name and the password of the webhook prove that the sender knows
 * them. The body counts its attempts, so that `meta.id` tells the event. Checked 2026-11 against documentation.
 * @remarks
 * - A webhook sends them only when it was created with `http_auth_user` and `http_auth_password`.
 * - The type is the entity, `deal`; what happened to it is `meta.action`: `create`, `change` or `delete`.
 * - Webhooks v1 have another body, in which the type stands elsewhere.
 * - Fetch the entity over the API, by its id, before you act on it.
 * @see https://pipedrive.readme.io/docs/guide-for-webhooks-v2
 */
export const pipedrive = freezeProvider({
  id: "pipedrive",
  name: "Pipedrive (webhooks v2)",
  docs: "https://pipedrive.readme.io/docs/guide-for-webhooks-v2",
  checked: "2026-11",
  scheme: basic(),
  eventId: fromBody("meta.id"),
  eventType: fromBody("meta.entity"),
  credential: {
    name: "HTTP auth user name and password of the webhook",
    env: "PIPEDRIVE_WEBHOOK_PASSWORD",
    where: "your own, given when the webhook is created",
  },
});
