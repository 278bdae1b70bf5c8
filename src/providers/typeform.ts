import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Typeform. The value after `sha256=` is base64, not hex. Checked 2026-11 against documentation.
 * @remarks
 * - Deliveries are signed only when the webhook has a secret; without one they are refused.
 * @see https://www.typeform.com/developers/webhooks/secure-your-webhooks/
 */
export const typeform = freezeProvider({
  id: "typeform",
  name: "Typeform",
  docs: "https://www.typeform.com/developers/webhooks/secure-your-webhooks/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "typeform-signature",
    format: "sha256={signature}",
    encoding: "base64",
    signs: "{body}",
  }),
  eventId: fromBody("event_id"),
  eventType: fromBody("event_type"),
  credential: {
    name: "secret",
    env: "TYPEFORM_WEBHOOK_SECRET",
    where: "your form → Connect → Webhooks → Edit",
  },
});
