import { handshakes } from "../core/handshakes.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Intercom. SHA-1 over the body, and no timestamp. A `HEAD` request, with which Intercom tries a URL, is answered. Checked
 * 2026-11 against documentation, for header, algorithm and encoding an older version of it; that the key is now the client
 * secret of the app was read in public code only.
 * @remarks
 * - The key is the client secret of the app, not an access token. An older API had a `hub_secret` for each subscription.
 * @see https://developers.intercom.com/docs/webhooks/setting-up-webhooks
 */
export const intercom = freezeProvider({
  id: "intercom",
  name: "Intercom",
  docs: "https://developers.intercom.com/docs/webhooks/setting-up-webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha1",
    header: "x-hub-signature",
    format: "sha1={signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventId: fromBody("id"),
  eventType: fromBody("topic"),
  handshakes: handshakes({ method: "HEAD", check: "none" }),
  credential: {
    name: "client secret of the app",
    env: "INTERCOM_CLIENT_SECRET",
    where: "Developer Hub → your app",
  },
});
