import { freezeProvider } from "../core/provider.js";
import { twilioScheme } from "../core/schemes/twilio.js";
import { fromDigest } from "../core/sources.js";

/**
 * Twilio signs the full URL and the form fields, or the URL with the hash of a JSON body. Behind a proxy set `publicUrl`. There
 * is no timestamp, so that an old delivery stays genuine. Twilio reads the answer (TwiML), so that deduplication is off unless
 * you ask for it. Checked 2026-11 against documentation and SDK.
 * @see https://www.twilio.com/docs/usage/security#validating-requests
 */
export const twilio = freezeProvider({
  id: "twilio",
  name: "Twilio",
  docs: "https://www.twilio.com/docs/usage/security#validating-requests",
  checked: "2026-11",
  scheme: twilioScheme(),
  eventId: fromDigest(),
  payload: "form-or-json",
  readsAnswer: true,
  credential: {
    name: "auth token",
    env: "TWILIO_AUTH_TOKEN",
    where: "console.twilio.com → Account Info",
  },
});
