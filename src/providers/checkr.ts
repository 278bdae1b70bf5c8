import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Checkr. The body is signed; the id of the event stands in it. Checked 2026-11 against documentation and Checkr's own
 * examples; whose secret signs which webhook is said by Checkr's sample app and secondary sources.
 * @remarks
 * - Webhooks of a partner application are signed with its OAuth client secret, those of an account with its API key.
 * @see https://docs.checkr.com/apis/webhooks
 */
export const checkr = freezeProvider({
  id: "checkr",
  name: "Checkr",
  docs: "https://docs.checkr.com/apis/webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-checkr-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventId: fromBody("id"),
  eventType: fromBody("type"),
  credential: {
    name: "secret API key of the account, or OAuth client secret of the partner application",
    env: "CHECKR_WEBHOOK_SECRET",
    where: "the dashboard → your API keys",
  },
});
