import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * Modern Treasury. Only the body is signed. The header `x-webhook-id` is not, so that an event is known by the digest of
 * its body. Checked 2026-11 against documentation and SDK.
 * @see https://docs.moderntreasury.com/platform/reference/webhooks
 */
export const modernTreasury = freezeProvider({
  id: "modern-treasury",
  name: "Modern Treasury",
  docs: "https://docs.moderntreasury.com/platform/docs/webhooks-signatures",
  checked: "2026-11",
  scheme: hmac({ hash: "sha256", header: "x-signature", format: "{signature}", encoding: "hex", signs: "{body}" }),
  deadlineSeconds: 5,
  credential: {
    name: "webhook key",
    env: "MODERN_TREASURY_WEBHOOK_KEY",
    where: "the dashboard → your webhook",
  },
});
