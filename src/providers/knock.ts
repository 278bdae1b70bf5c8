import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Knock's outbound webhooks. The header looks like Stripe's, but the timestamp is in milliseconds and the signature is
 * base64. The tolerance of 300 seconds, both ways, is that of Knock's example. Checked 2026-11 against documentation.
 * @remarks
 * - Events carry no single id: repeats are known by the digest of the body.
 * - Knock tries 8 times, and takes a redirect for a failure.
 * @see https://docs.knock.app/developer-tools/outbound-webhooks/overview
 */
export const knock = freezeProvider({
  id: "knock",
  name: "Knock",
  docs: "https://docs.knock.app/developer-tools/outbound-webhooks/overview",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-knock-signature",
    format: "t={timestamp},s={signature}",
    separator: ",",
    encoding: "base64",
    timestamp: "milliseconds",
    signs: "{timestamp}.{body}",
  }),
  toleranceSeconds: 300,
  eventType: fromBody("type"),
  credential: {
    name: "signing secret",
    env: "KNOCK_WEBHOOK_SECRET",
    where: "the dashboard → your webhook",
  },
});
