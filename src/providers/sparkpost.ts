import { items } from "../core/items.js";
import { freezeProvider } from "../core/provider.js";
import { basic } from "../core/schemes/basic.js";
import { fromHeader } from "../core/sources.js";

/**
 * SparkPost. Nothing is signed: user name and password prove that the sender knows them, not that the body is SparkPost's.
 * Each delivery is a batch, whose `x-messagesystems-batch-id` tells repeats. Checked 2026-11 against documentation.
 * @remarks
 * - Choose basic authentication for the webhook. With OAuth 2.0 the sender brings another token each time, which this
 *   provider does not read.
 * - SparkPost waits 10 seconds, wants 200, and tries for 8 hours.
 * - An item is an object `msys` with one member, such as `message_event`, which has `type` and `event_id`.
 * - Fetch the event over the API, by its `event_id`, before you act on it.
 * @see https://developers.sparkpost.com/api/webhooks/
 */
export const sparkpost = freezeProvider({
  id: "sparkpost",
  name: "SparkPost",
  docs: "https://developers.sparkpost.com/api/webhooks/",
  checked: "2026-11",
  scheme: basic(),
  eventId: fromHeader("x-messagesystems-batch-id"),
  items: items({ at: "" }),
  deadlineSeconds: 10,
  retries: { windowSeconds: 8 * 3600 },
  credential: {
    name: "user name and password",
    env: "SPARKPOST_WEBHOOK_PASSWORD",
    where: "your own, given with the webhook",
  },
});
