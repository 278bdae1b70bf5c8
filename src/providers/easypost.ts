import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * EasyPost. Only the body is signed. The secret is normalised (NFKD) before it is used. Checked 2026-11 against documentation
 * and SDK.
 * @remarks
 * - Weights are signed as `10.0`: a body that a parser wrote anew does not verify.
 * @see https://docs.easypost.com/guides/webhooks-guide
 */
export const easypost = freezeProvider({
  id: "easypost",
  name: "EasyPost",
  docs: "https://docs.easypost.com/guides/webhooks-guide",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-hmac-signature",
    format: "hmac-sha256-hex={signature}",
    encoding: "hex",
    signs: "{body}",
    secret: { normalize: "NFKD" },
  }),
  eventId: fromBody("id"),
  eventType: fromBody("description"),
  credential: {
    name: "webhook secret",
    env: "EASYPOST_WEBHOOK_SECRET",
    where: "what you chose when you created the webhook",
  },
});
