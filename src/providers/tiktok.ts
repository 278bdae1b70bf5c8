import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * TikTok for Developers. The signature stands in the element `s`. Events carry no id: repeats are known by the digest of the
 * body. TikTok says to refuse what is too old and names no number; 300 seconds are ours. Checked 2026-11 against
 * documentation.
 * @remarks
 * - It takes the client secret of the app.
 * - TikTok delivers at least once, retries for 72 hours, and wants just 200.
 * @see https://developers.tiktok.com/doc/webhooks-verification
 */
export const tiktok = freezeProvider({
  id: "tiktok",
  name: "TikTok",
  docs: "https://developers.tiktok.com/doc/webhooks-verification",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "tiktok-signature",
    format: "t={timestamp},s={signature}",
    separator: ",",
    encoding: "hex",
    timestamp: "seconds",
    signs: "{timestamp}.{body}",
  }),
  toleranceSeconds: 300,
  eventType: fromBody("event"),
  retries: { windowSeconds: 72 * 3600 },
  credential: {
    name: "client secret",
    env: "TIKTOK_CLIENT_SECRET",
    where: "the developer portal → your app",
  },
});
