import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Storyblok. The header has the name of Standard Webhooks and holds bare hexadecimal SHA-1 over the body. No timestamp, and
 * no id of the event. Checked 2026-11 against documentation.
 * @see https://www.storyblok.com/docs/concepts/webhooks
 */
export const storyblok = freezeProvider({
  id: "storyblok",
  name: "Storyblok",
  docs: "https://www.storyblok.com/docs/concepts/webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha1",
    header: "webhook-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventType: fromBody("action"),
  credential: {
    name: "webhook secret",
    env: "STORYBLOK_WEBHOOK_SECRET",
    where: "the settings of the webhook",
  },
});
