import { handshakes } from "../core/handshakes.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * SurveyMonkey: HMAC-SHA1 under a key of two parts. A `HEAD` request, with which SurveyMonkey tries a URL, is answered 200.
 * Checked 2026-11 against documentation.
 * @remarks
 * - The secret is the client id (or API key) and the API secret, joined by an ampersand: `id&secret`.
 * - No timestamp is signed by itself.
 * @see https://api.surveymonkey.com/v3/docs#webhook-callbacks
 */
export const surveymonkey = freezeProvider({
  id: "surveymonkey",
  name: "SurveyMonkey",
  docs: "https://api.surveymonkey.com/v3/docs#webhook-callbacks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha1",
    header: "sm-signature",
    format: "{signature}",
    encoding: "base64",
    signs: "{body}",
  }),
  eventId: fromBody("event_id"),
  eventType: fromBody("event_type"),
  handshakes: handshakes({ method: "HEAD", check: "none", status: 200 }),
  credential: {
    name: "client id and API secret, joined by an ampersand",
    env: "SURVEYMONKEY_WEBHOOK_SECRET",
    where: "the settings of your app",
  },
});
