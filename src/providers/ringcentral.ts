import { handshakes } from "../core/handshakes.js";
import { freezeProvider } from "../core/provider.js";
import { token } from "../core/schemes/token.js";
import { fromHeader } from "../core/sources.js";

/**
 * RingCentral with a verification token. Nothing is signed: the token proves that the sender knows it, not that the body is
 * RingCentral's. The `Validation-Token` that RingCentral sends when a subscription is made is echoed. Checked 2026-11 against
 * documentation.
 * @remarks
 * - Give `deliveryMode.verificationToken` when you create the subscription: without it deliveries prove nothing and are
 *   refused.
 * - RingCentral waits 3 seconds for an answer.
 * - Fetch what the body names over the API, by its id, before you act on it.
 * @see https://developers.ringcentral.com/guide/notifications/webhooks/receiving
 */
export const ringcentral = freezeProvider({
  id: "ringcentral",
  name: "RingCentral",
  docs: "https://developers.ringcentral.com/guide/notifications/webhooks/receiving",
  checked: "2026-11",
  scheme: token({ header: "verification-token" }),
  deadlineSeconds: 3,
  handshakes: handshakes({
    method: "POST",
    has: fromHeader("validation-token"),
    check: "none",
    headers: { "validation-token": fromHeader("validation-token"), "content-type": "application/json" },
  }),
  credential: {
    name: "verification token",
    env: "RINGCENTRAL_VERIFICATION_TOKEN",
    where: "your own text, given as deliveryMode.verificationToken when the subscription is created",
  },
});
