import { freezeProvider } from "../core/provider.js";
import { basic } from "../core/schemes/basic.js";
import { fromBody } from "../core/sources.js";

/**
 * Mixpanel's cohort sync. Nothing is signed: user name and password prove that the sender knows them, not that the body is
 * Mixpanel's. Mixpanel reads the answer, so that deduplication is off unless it is asked for. Checked 2026-11 against
 * documentation.
 * @remarks
 * - Answer with JSON: `{ "action": …, "status": "success" }`, where `action` is that of the request.
 * - An answer 400, 401, 403 or 404 pauses the sync. On 429 and 5xx Mixpanel tries five times within a minute.
 * - A large export comes in parts; `parameters.mixpanel_session_id` groups them.
 * @see https://docs.mixpanel.com/docs/cohort-sync/webhooks
 */
export const mixpanel = freezeProvider({
  id: "mixpanel",
  name: "Mixpanel (cohort sync)",
  docs: "https://docs.mixpanel.com/docs/cohort-sync/webhooks",
  checked: "2026-11",
  scheme: basic(),
  eventType: fromBody("action"),
  readsAnswer: true,
  retries: { windowSeconds: 60 },
  credential: {
    name: "user name and password",
    env: "MIXPANEL_WEBHOOK_PASSWORD",
    where: "your own, given with the connection",
  },
});
