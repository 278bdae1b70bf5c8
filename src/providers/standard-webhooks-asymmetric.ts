import { freezeProvider } from "../core/provider.js";
import { ed25519 } from "../core/schemes/ed25519.js";
import { fromBody, fromHeader } from "../core/sources.js";

/**
 * Standard Webhooks with a public key (`v1a`, Ed25519). It never falls back to `v1`. Checked 2026-11 against the specification.
 * @remarks
 * - Only `v1a` (Ed25519) counts; a delivery that brings only `v1` is refused.
 * - It takes `publicKey`, text that begins with `whpk_`.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const standardWebhooksAsymmetric = freezeProvider({
  id: "standard-webhooks-asymmetric",
  name: "Standard Webhooks (asymmetric)",
  docs: "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
  checked: "2026-11",
  scheme: ed25519({
    header: "webhook-signature",
    format: "v1a,{signature}",
    separator: " ",
    encoding: "base64",
    fields: { id: "webhook-id", timestamp: "webhook-timestamp" },
    timestamp: "seconds",
    signs: "{id}.{timestamp}.{body}",
    key: "raw-base64",
    strip: "whpk_",
  }),
  toleranceSeconds: 300,
  eventId: fromHeader("webhook-id"),
  eventType: fromBody("type"),
  credential: {
    name: "public key (whpk_…)",
    env: "WEBHOOK_PUBLIC_KEY",
    where: "the sender's dashboard → your endpoint",
  },
});
