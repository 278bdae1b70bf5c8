import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Cloudflare Stream. Timestamp and body are signed. Cloudflare says no tolerance; 300 seconds are ours. Events have no id;
 * the state of the video is the type. Checked 2026-11 against documentation.
 * @remarks
 * - An account has one webhook.
 * - `uid` is the id of the video.
 * @see https://developers.cloudflare.com/stream/manage-video-library/using-webhooks/
 */
export const cloudflareStream = freezeProvider({
  id: "cloudflare-stream",
  name: "Cloudflare Stream",
  docs: "https://developers.cloudflare.com/stream/manage-video-library/using-webhooks/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "webhook-signature",
    format: "time={timestamp},sig1={signature}",
    separator: ",",
    encoding: "hex",
    timestamp: "seconds",
    signs: "{timestamp}.{body}",
  }),
  toleranceSeconds: 300,
  eventType: fromBody("status.state"),
  credential: {
    name: "secret",
    env: "CLOUDFLARE_STREAM_WEBHOOK_SECRET",
    where: "the answer to the call that set the webhook",
  },
});
