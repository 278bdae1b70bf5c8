import { handshakes } from "../core/handshakes.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Trello. The body and, after it, the callback URL are signed with SHA-1, so that `publicUrl` must be the URL that the
 * webhook was created with. Checked 2026-11 against documentation.
 * @remarks
 * - The signed URL is the `callbackURL` to the letter: a trailing slash or a query more is another URL.
 * - The key is the secret of the app, not the API key and not a token.
 * - When a webhook is created, Trello sends HEAD to the URL and wants 200.
 * @see https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks/
 */
export const trello = freezeProvider({
  id: "trello",
  name: "Trello",
  docs: "https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha1",
    header: "x-trello-webhook",
    format: "{signature}",
    encoding: "base64",
    signs: "{body}{url}",
  }),
  eventId: fromBody("action.id"),
  eventType: fromBody("action.type"),
  handshakes: handshakes({ method: "HEAD", check: "none" }),
  credential: {
    name: "secret of the app",
    env: "TRELLO_APP_SECRET",
    where: "the settings of your app",
  },
});
