import { freezeProvider } from "../core/provider.js";
import { paymongoShared } from "./_paymongo.js";

/**
 * PayMongo in test mode: the signature stands at `te`. The other mode is `paymongo`. PayMongo documents no tolerance and
 * does not say whether a retry is signed anew, so that the window is a day. Checked 2026-11 against documentation.
 * @remarks
 * - Answers from 200 to 209 count; it is sent up to twelve more times.
 * @see https://developers.paymongo.com/docs/securing-webhook
 */
export const paymongoTest = freezeProvider({
  ...paymongoShared("te", "PAYMONGO_TEST_WEBHOOK_SECRET"),
  id: "paymongo-test",
  name: "PayMongo (test mode)",
});
