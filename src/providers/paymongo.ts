import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * PayMongo in live mode: the signature stands at `li`. The other mode is `paymongo-test`. PayMongo documents no
 * tolerance and does not say whether a retry is signed anew, so that the window is a day. Checked 2026-11 against
 * documentation.
 * @remarks
 * - Answers from 200 to 209 count; it is sent up to twelve more times.
 * @see https://developers.paymongo.com/docs/securing-webhook
 */
export const paymongo = freezeProvider({
  id: "paymongo",
  name: "PayMongo (live mode)",
  docs: "https://developers.paymongo.com/docs/securing-webhook",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "paymongo-signature",
    format: "t={timestamp},li={signature}",
    separator: ",",
    encoding: "hex",
    timestamp: "seconds",
    signs: "{timestamp}.{body}",
    secret: { refuse: ["sk_", "pk_"] },
  }),
  toleranceSeconds: 86_400,
  eventId: fromBody("data.id"),
  eventType: fromBody("data.attributes.type"),
  deadlineSeconds: 30,
  credential: {
    name: "secret key of the webhook",
    env: "PAYMONGO_WEBHOOK_SECRET",
    where: "the dashboard → your webhook",
  },
});
