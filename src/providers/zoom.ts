import { handshakes } from "../core/handshakes.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Zoom. The `endpoint.url_validation` event is signed like any other and answered with an HMAC of its token; Zoom sends it
 * every 72 hours. Events carry no id: repeats are known by the digest of the body. Zoom's own library checks no age; 300
 * seconds are ours. Checked 2026-11 against documentation and @zoom/rivet.
 * @remarks
 * - It takes the secret token of the app. The older verification token is retired.
 * - Zoom waits 3 seconds, then sends again after 5, 20 and 60 minutes.
 * @see https://developers.zoom.us/docs/api/webhooks/
 */
export const zoom = freezeProvider({
  id: "zoom",
  name: "Zoom",
  docs: "https://developers.zoom.us/docs/api/webhooks/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-zm-signature",
    format: "v0={signature}",
    encoding: "hex",
    fields: { timestamp: "x-zm-request-timestamp" },
    timestamp: "seconds",
    signs: "v0:{timestamp}:{body}",
  }),
  toleranceSeconds: 300,
  eventType: fromBody("event"),
  deadlineSeconds: 3,
  retries: { windowSeconds: 85 * 60 },
  handshakes: handshakes({
    method: "POST",
    equals: [fromBody("event"), "endpoint.url_validation"],
    check: "signature",
    json: {
      plainToken: fromBody("payload.plainToken"),
      encryptedToken: { hmac: fromBody("payload.plainToken"), encoding: "hex" },
    },
  }),
  credential: {
    name: "secret token",
    env: "ZOOM_WEBHOOK_SECRET_TOKEN",
    where: "marketplace.zoom.us → Manage → your app → Feature → Event Subscriptions",
  },
});
