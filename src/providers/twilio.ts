import { payloadAs } from "../core/payload-forms.js";
import { freezeProvider } from "../core/provider.js";
import { twilioScheme } from "../core/schemes/twilio.js";
import { fromDigest } from "../core/sources.js";

/**
 * Twilio signs the full URL and the form fields, or the URL with the hash of a JSON body. Behind a proxy set `publicUrl`. There
 * is no timestamp, so that an old delivery stays genuine. Twilio reads the answer (TwiML), so that deduplication is off unless
 * you ask for it. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - The URL is signed as Twilio called it: scheme, host, port, path and query. Behind a proxy set `publicUrl`, for
 *   example `publicUrl: "https://example.com/webhooks/twilio"`; the query always comes from the request.
 * - It takes the account's auth token, not an API key (`SK…`) and not the account id (`AC…`).
 * - There is no timestamp, so an old delivery stays genuine for ever.
 * - Twilio reads the answer (TwiML), so `once` is off unless you ask for it. Answer with `new Response(twiml, { headers:
 *   { "content-type": "text/xml" } })`.
 * - With `once: true` an event is known by the digest of its body. Status callbacks for one message differ in their body
 *   and stay apart.
 * @see https://www.twilio.com/docs/usage/security#validating-requests
 */
export const twilio = freezeProvider({
  id: "twilio",
  name: "Twilio",
  docs: "https://www.twilio.com/docs/usage/security#validating-requests",
  checked: "2026-11",
  scheme: twilioScheme(),
  eventId: fromDigest(),
  ...payloadAs("form-or-json"),
  readsAnswer: true,
  credential: {
    name: "auth token",
    env: "TWILIO_AUTH_TOKEN",
    where: "console.twilio.com → Account Info",
  },
});
