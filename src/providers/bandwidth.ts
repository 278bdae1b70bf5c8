import { items } from "../core/items.js";
import { freezeProvider } from "../core/provider.js";
import { basic } from "../core/schemes/basic.js";

/**
 * Bandwidth's messaging callbacks. Nothing is signed: user name and password prove that the sender knows them, not that the
 * body is Bandwidth's. Each delivery is a list; repeats are known by the digest of the body. Checked 2026-11 against
 * documentation.
 * @remarks
 * - Set user id and password as the callback credentials of the messaging application.
 * - Bandwidth waits 10 seconds and tries for 24 hours. It delivers at least once.
 * - Voice callbacks want BXML as their answer: this provider is for messaging.
 * - Fetch the message over the API, by its id, before you act on it.
 * @see https://dev.bandwidth.com/docs/messaging/webhooks/
 */
export const bandwidth = freezeProvider({
  id: "bandwidth",
  name: "Bandwidth (messaging)",
  docs: "https://dev.bandwidth.com/docs/messaging/webhooks/",
  checked: "2026-11",
  scheme: basic(),
  items: items({ at: "", type: "type" }),
  deadlineSeconds: 10,
  retries: { windowSeconds: 86_400 },
  credential: {
    name: "callback user id and password",
    env: "BANDWIDTH_CALLBACK_PASSWORD",
    where: "the callback credentials of your messaging application",
  },
});
