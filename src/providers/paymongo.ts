import { freezeProvider } from "../core/provider.js";
import { paymongoShared } from "./_paymongo.js";

/**
 * PayMongo in live mode: the signature stands at `li`. The other mode is `paymongo-test`. PayMongo documents no
 * tolerance and does not say whether a retry is signed anew, so that the window is a day. Checked 2026-11 against
 * documentation.
 * @remarks
 * - Answers from 200 to 209 count; it is sent up to twelve more times.
 * @see https://developers.paymongo.com/docs/securing-webhook
 */
export const paymongo = freezeProvider({
  ...paymongoShared("li", "PAYMONGO_WEBHOOK_SECRET"),
  id: "paymongo",
  name: "PayMongo (live mode)",
});
