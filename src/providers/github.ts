import { payloadAs } from "../core/payload-forms.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromHeader } from "../core/sources.js";

/**
 * GitHub. Only the body is signed: the delivery id and the event name are headers that anybody can change, so that an event is
 * known by the digest of its body and the event name. The old SHA-1 header is never read. GitHub does not retry by itself.
 * Checked 2026-11 against documentation and SDK.
 * @remarks
 * - GitHub never retries by itself. When your handler fails, the event is redelivered only by hand or through GitHub's
 *   API. Hand the work over to a queue inside the handler if an event must not be lost.
 * - `x-github-delivery` and `x-github-event` are not signed. An event is known by the digest of its body, joined with the
 *   event name: two deliveries with equal bodies and equal names count as one event for as long as it is remembered. A
 *   redelivery has the same body, so it counts as a duplicate too; `forget` lets it run.
 * - Because the event name is not signed, check in the handler that the payload has what that event has.
 * - The header is absent when the webhook has no secret: 401 `SIGNATURE_MISSING`.
 * - With content type `application/x-www-form-urlencoded` the JSON is in the field `payload`: `event.payload` is the JSON
 *   either way.
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
  ...payloadAs({ jsonIn: "payload", orJson: true }),
  maxBodyBytes: 25 * 1024 * 1024,
  deadlineSeconds: 10,
  retries: "none",
  credential: {
    name: "webhook secret",
    env: "GITHUB_WEBHOOK_SECRET",
    where: "repository or organisation → Settings → Webhooks → Secret",
  },
});
