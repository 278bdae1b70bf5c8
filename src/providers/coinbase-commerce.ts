import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Coinbase Commerce. Only the body is signed. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - Only the answer 200 counts.
 * @see https://docs.cdp.coinbase.com/commerce/api-arcitecture/webhooks-security
 */
export const coinbaseCommerce = freezeProvider({
  id: "coinbase-commerce",
  name: "Coinbase Commerce",
  docs: "https://docs.cdp.coinbase.com/commerce/api-arcitecture/webhooks-security",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-cc-webhook-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventId: fromBody("event.id"),
  eventType: fromBody("event.type"),
  retries: { windowSeconds: 3 * 86_400 },
  credential: {
    name: "webhook shared secret",
    env: "COINBASE_COMMERCE_WEBHOOK_SECRET",
    where: "the dashboard → your webhook",
  },
});
