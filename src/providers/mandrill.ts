import { items } from "../core/items.js";
import { payloadAs } from "../core/payload-forms.js";
import { freezeProvider } from "../core/provider.js";
import { mandrillScheme } from "../core/schemes/mandrill.js";

/**
 * Mailchimp Transactional. The URL as it was registered and the form fields are signed. There is no timestamp, so that an old
 * delivery stays genuine. The field `mandrill_events` holds a JSON array of events. Checked 2026-11 against documentation.
 * @remarks
 * - A trailing slash or another host in the URL breaks the signature: set `publicUrl` to the URL that was registered.
 * - The signature is base64 of the bytes, not of their hex form.
 * @see https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/
 */
export const mandrill = freezeProvider({
  id: "mandrill",
  name: "Mailchimp Transactional (Mandrill)",
  docs: "https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/",
  checked: "2026-11",
  scheme: mandrillScheme(),
  ...payloadAs({ jsonIn: "mandrill_events" }),
  items: items({ at: "", type: "event" }),
  credential: {
    name: "webhook authentication key",
    env: "MANDRILL_WEBHOOK_KEY",
    where: "the settings of the webhook",
  },
});
