import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Greenhouse Recruiting and Onboarding. A space, not an equals sign, stands between the algorithm and the signature. No
 * timestamp is signed by itself; repeats are known by the digest of the body. Checked 2026-11 against documentation.
 * @remarks
 * - When a webhook is saved, Greenhouse sends a signed `ping`; without a 200 the webhook is stored disabled.
 * - The body writes letters beyond ASCII, `<` and `>` as escapes. It is signed as it arrives.
 * - Greenhouse tries 7 times, over 15 hours.
 * @see https://developers.greenhouse.io/webhooks.html
 */
export const greenhouse = freezeProvider({
  id: "greenhouse",
  name: "Greenhouse",
  docs: "https://developers.greenhouse.io/webhooks.html",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "signature",
    format: "sha256 {signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventType: [fromBody("action"), fromBody("event_type")],
  retries: { windowSeconds: 15 * 3600 },
  credential: {
    name: "secret key",
    env: "GREENHOUSE_WEBHOOK_SECRET",
    where: "the settings of the web hook",
  },
});
