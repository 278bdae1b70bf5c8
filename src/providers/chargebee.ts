import { freezeProvider } from "../core/provider.js";
import { basic } from "../core/schemes/basic.js";
import { fromBody } from "../core/sources.js";

/**
 * Chargebee with basic authentication. Nothing is signed: user and password prove that the sender knows them, not that
 * the body is Chargebee's. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - Fetch the event by its id before you act on amounts.
 * @see https://www.chargebee.com/docs/2.0/webhook_settings.html
 */
export const chargebee = freezeProvider({
  id: "chargebee",
  name: "Chargebee",
  docs: "https://www.chargebee.com/docs/2.0/webhook_settings.html",
  checked: "2026-11",
  scheme: basic(),
  eventId: fromBody("id"),
  eventType: fromBody("event_type"),
  credential: {
    name: "user name and password of the webhook",
    env: "CHARGEBEE_WEBHOOK_PASSWORD",
    where: "the dashboard → your webhook → basic authentication",
  },
});
