import { handshakes } from "../core/handshakes.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromQuery } from "../core/sources.js";

/**
 * Dropbox. A delivery only lists the accounts in which something changed, so that two changes may send the same bytes:
 * deduplication is off unless you ask for it. The `GET` with a challenge is answered. Checked 2026-11 against
 * Dropbox's sample code.
 * @remarks
 * - It takes the app secret.
 * - Deliveries carry no id and no timestamp. Ask Dropbox what changed, from your cursor: that is safe to repeat.
 * @see https://www.dropbox.com/developers/reference/webhooks
 */
export const dropbox = freezeProvider({
  id: "dropbox",
  name: "Dropbox",
  docs: "https://www.dropbox.com/developers/reference/webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-dropbox-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  repeats: true,
  handshakes: handshakes({ method: "GET", has: fromQuery("challenge"), check: "none", text: fromQuery("challenge") }),
  credential: {
    name: "app secret",
    env: "DROPBOX_APP_SECRET",
    where: "the settings of your app",
  },
});
