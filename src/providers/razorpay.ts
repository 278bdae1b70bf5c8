import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Razorpay. Only the body is signed. The header `x-razorpay-event-id` is not, so that an event is known by the digest of
 * its body. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - After a change of the secret, retries of older events are signed with the old one: give both for a day.
 * @see https://razorpay.com/docs/webhooks/validate-test/
 */
export const razorpay = freezeProvider({
  id: "razorpay",
  name: "Razorpay",
  docs: "https://razorpay.com/docs/webhooks/validate-test/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-razorpay-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
    secret: { refuse: ["rzp_test_", "rzp_live_"] },
  }),
  eventType: fromBody("event"),
  retries: { windowSeconds: 86_400 },
  credential: {
    name: "webhook secret",
    env: "RAZORPAY_WEBHOOK_SECRET",
    where: "the dashboard → your webhook",
  },
});
