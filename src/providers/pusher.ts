import { items } from "../core/items.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * Pusher Channels. A delivery may bring several events, without ids; repeats are known by the digest of the body, in which
 * `time_ms` stands. Checked 2026-11 against documentation and Pusher's SDK.
 * @remarks
 * - It takes the secret of the app, not its key.
 * - `x-pusher-key` names the app key whose secret signed. It is not signed itself and is not looked at.
 * - Pusher tries for 5 minutes.
 * @see https://pusher.com/docs/channels/server_api/webhooks/
 */
export const pusher = freezeProvider({
  id: "pusher",
  name: "Pusher Channels",
  docs: "https://pusher.com/docs/channels/server_api/webhooks/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-pusher-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  items: items({ at: "events", type: "name" }),
  retries: { windowSeconds: 300 },
  credential: {
    name: "secret",
    env: "PUSHER_SECRET",
    where: "the dashboard → your app",
  },
});
