import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Cal.com. The body is signed without a time; events have no id. Checked 2026-11 against Cal.com's code.
 * @remarks
 * - Without a secret the signature header reads no-secret-provided; that is refused.
 * - A custom payload template changes the body and may make it no JSON.
 * @see https://cal.com/docs/developing/guides/automation/webhooks
 */
export const calCom = freezeProvider({
  id: "cal-com",
  name: "Cal.com",
  docs: "https://cal.com/docs/developing/guides/automation/webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-cal-signature-256",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventType: fromBody("triggerEvent"),
  credential: {
    name: "secret",
    env: "CAL_WEBHOOK_SECRET",
    where: "the settings of the webhook",
  },
});
