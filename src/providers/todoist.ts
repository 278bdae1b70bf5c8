import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Todoist. No timestamp is signed by itself; repeats are known by the digest of the body, in which the time of the event
 * stands. Checked 2026-11 against Todoist's SDK.
 * @remarks
 * - It takes the client secret of the app, not an API token.
 * - Todoist sends only for users who finished the OAuth flow of the app.
 * @see https://developer.todoist.com/api/v1/#tag/Webhooks
 */
export const todoist = freezeProvider({
  id: "todoist",
  name: "Todoist",
  docs: "https://developer.todoist.com/api/v1/#tag/Webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-todoist-hmac-sha256",
    format: "{signature}",
    encoding: "base64",
    signs: "{body}",
  }),
  eventType: fromBody("event_name"),
  credential: {
    name: "client secret",
    env: "TODOIST_CLIENT_SECRET",
    where: "the settings of your app",
  },
});
