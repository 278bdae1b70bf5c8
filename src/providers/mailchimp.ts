import { handshakes } from "../core/handshakes.js";
import { payloadAs } from "../core/payload-forms.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromForm } from "../core/sources.js";

/**
 * Mailchimp's audience webhooks that have a signing secret. The time and the body, a form, are signed. Events carry no id: an
 * event is known by the digest of its body. Checked 2026-11 against documentation.
 * @remarks
 * - Webhooks made before there was signing send no signature; `signing_enabled` of the webhook tells. Make such a one anew.
 * - The signing secret is shown once, when the webhook is created.
 * - Mailchimp tries the URL of a batch webhook with a GET before it takes it.
 * - An answer that takes longer than 10 seconds is a failure; Mailchimp tries again for 75 minutes.
 * @see https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/
 */
export const mailchimp = freezeProvider({
  id: "mailchimp",
  name: "Mailchimp Marketing",
  docs: "https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-mailchimp-signature",
    format: "t={timestamp},v1={signature}",
    separator: ",",
    encoding: "hex",
    timestamp: "seconds",
    signs: "{timestamp}.{body}",
  }),
  toleranceSeconds: 300,
  eventType: fromForm("type"),
  ...payloadAs("form"),
  deadlineSeconds: 10,
  retries: { windowSeconds: 75 * 60 },
  handshakes: handshakes({ method: "GET", check: "none" }),
  credential: {
    name: "signing secret",
    env: "MAILCHIMP_WEBHOOK_SECRET",
    where: "shown once when the webhook is created",
  },
});
