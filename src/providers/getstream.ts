import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Stream's Chat and Video. No timestamp is signed by itself; repeats are known by the digest of the body. Checked 2026-11
 * against Stream's SDK.
 * @remarks
 * - It takes the API secret of the app, not the API key.
 * - With payload compression on, the body is gzip and the signature is that of what is inside: leave it off.
 * - Deliveries over SQS and SNS are not signed.
 * @see https://getstream.io/chat/docs/node/webhooks_overview/
 */
export const getstream = freezeProvider({
  id: "getstream",
  name: "Stream (GetStream)",
  docs: "https://getstream.io/chat/docs/node/webhooks_overview/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventType: fromBody("type"),
  credential: {
    name: "API secret",
    env: "STREAM_API_SECRET",
    where: "the dashboard → your app",
  },
});
