import { handshakes } from "../core/handshakes.js";
import { items } from "../core/items.js";
import { freezeProvider } from "../core/provider.js";
import { token } from "../core/schemes/token.js";
import { fromBody, fromHeader } from "../core/sources.js";

/**
 * Okta's event hooks. Nothing is signed: the authentication secret comes as it is and proves that the sender knows it. One
 * delivery carries several events. Checked 2026-11 against documentation.
 * @remarks
 * - Leave the authentication field of the hook at `Authorization`: this is the header that is read.
 * - The hook is verified once with a GET, whose challenge is answered.
 * - Events may come late, twice or out of order.
 * - Look an event up over the System Log API, by its `uuid`, before you act on it.
 * @see https://developer.okta.com/docs/concepts/event-hooks/
 */
export const okta = freezeProvider({
  id: "okta",
  name: "Okta (event hooks)",
  docs: "https://developer.okta.com/docs/concepts/event-hooks/",
  checked: "2026-11",
  scheme: token({ header: "authorization" }),
  eventId: fromBody("eventId"),
  items: items({ at: "data.events", id: "uuid", type: "eventType" }),
  deadlineSeconds: 3,
  handshakes: handshakes({
    method: "GET",
    has: fromHeader("x-okta-verification-challenge"),
    check: "none",
    json: { verification: fromHeader("x-okta-verification-challenge") },
  }),
  credential: {
    name: "authentication secret",
    env: "OKTA_EVENT_HOOK_SECRET",
    where: "the settings of the event hook",
  },
});
