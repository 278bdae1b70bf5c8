import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromHeader } from "../core/sources.js";

/**
 * GitHub. Only the body is signed: the delivery id and the event name are headers that anybody can change, so that an event is
 * known by the digest of its body and the event name. The old SHA-1 header is never read. GitHub does not retry by itself.
 * Checked 2026-11 against documentation and SDK.
 * @see https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export const github = freezeProvider({
  id: "github",
  name: "GitHub",
  docs: "https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-hub-signature-256",
    format: "sha256={signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventType: fromHeader("x-github-event"),
  keyAlso: [fromHeader("x-github-event")],
  payload: { jsonIn: "payload", orJson: true },
  maxBodyBytes: 25 * 1024 * 1024,
  deadlineSeconds: 10,
  retries: "none",
  credential: {
    name: "webhook secret",
    env: "GITHUB_WEBHOOK_SECRET",
    where: "repository or organisation → Settings → Webhooks → Secret",
  },
});
