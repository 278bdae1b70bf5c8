import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * ClickUp. The body is signed without a time and has no id of its own: an event is known by the digest of its body. Checked
 * 2026-11 against documentation.
 * @remarks
 * - Each webhook has a secret of its own.
 * @see https://developer.clickup.com/docs/webhooksignature
 */
export const clickup = freezeProvider({
  id: "clickup",
  name: "ClickUp",
  docs: "https://developer.clickup.com/docs/webhooksignature",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
    secret: { refuse: ["pk_"] },
  }),
  eventType: fromBody("event"),
  credential: {
    name: "webhook.secret",
    env: "CLICKUP_WEBHOOK_SECRET",
    where: "the answer to the call that created the webhook",
  },
});
