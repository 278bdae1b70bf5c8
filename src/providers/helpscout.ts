import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromHeader } from "../core/sources.js";

/**
 * Help Scout. Only the body is signed, with SHA-1: the event name is a header that anybody can change, so that an event is
 * known by the digest of its body and the event name. Checked 2026-11 against SDK.
 * @remarks
 * - The `id` of the body is the object, not the event.
 * - A test comes with the event name `helpscout.test`.
 * @see https://developer.helpscout.com/webhooks/
 */
export const helpscout = freezeProvider({
  id: "helpscout",
  name: "Help Scout",
  docs: "https://developer.helpscout.com/webhooks/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha1",
    header: "x-helpscout-signature",
    format: "{signature}",
    encoding: "base64",
    signs: "{body}",
  }),
  eventType: fromHeader("x-helpscout-event"),
  keyAlso: [fromHeader("x-helpscout-event")],
  credential: {
    name: "secret key of the webhook",
    env: "HELPSCOUT_WEBHOOK_SECRET",
    where: "the settings of the webhook",
  },
});
