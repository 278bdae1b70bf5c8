import { freezeProvider } from "../core/provider.js";
import { basic } from "../core/schemes/basic.js";
import { fromBody } from "../core/sources.js";

/**
 * Postmark. Nothing is signed: the user name and the password of the webhook prove that the sender knows them, not that the
 * body is Postmark's. Checked 2026-11 against documentation.
 * @remarks
 * - An event is known by the digest of its body: `MessageID` is the message, which has many events.
 * - An inbound message has no `RecordType`.
 * - For an inbound message the answer 403 ends the retries.
 * - Fetch the message over the API, by its `MessageID`, before you act on it.
 * @see https://postmarkapp.com/developer/webhooks/webhooks-overview
 */
export const postmark = freezeProvider({
  id: "postmark",
  name: "Postmark",
  docs: "https://postmarkapp.com/developer/webhooks/webhooks-overview",
  checked: "2026-11",
  scheme: basic(),
  eventType: fromBody("RecordType"),
  credential: {
    name: "user name and password of the webhook",
    env: "POSTMARK_WEBHOOK_PASSWORD",
    where: "your own, in the settings or the URL of the webhook",
  },
});
