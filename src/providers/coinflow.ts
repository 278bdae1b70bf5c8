import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Coinflow (`Coinflow-Signature`). Coinflow retries for about 18 hours and does not say whether a retry is signed anew,
 * so that the window is a day. An event is known by the digest of its body. Checked 2026-11 against documentation.
 * @remarks
 * - The header `authorization` carries the validation key itself: do not log it.
 * - Only the answer 200 counts.
 * @see https://docs.coinflow.cash/guides/developer-resources/webhooks/verifying-webhook-signatures
 */
export const coinflow = freezeProvider({
  id: "coinflow",
  name: "Coinflow",
  docs: "https://docs.coinflow.cash/guides/developer-resources/webhooks/verifying-webhook-signatures",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "coinflow-signature",
    format: "t={timestamp},v1={signature}",
    separator: ",",
    encoding: "hex",
    timestamp: "seconds",
    signs: "{timestamp}.{body}",
  }),
  toleranceSeconds: 86_400,
  eventType: fromBody("eventType"),
  deadlineSeconds: 5,
  retries: { windowSeconds: 18 * 3600 },
  credential: {
    name: "webhook validation key",
    env: "COINFLOW_VALIDATION_KEY",
    where: "the dashboard → your webhook",
  },
});
