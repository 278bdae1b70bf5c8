import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromHeader } from "../core/sources.js";

/**
 * Snyk. The header has the name of GitHub's old SHA-1 one and holds SHA-256. Only the body is signed: event name, timestamp
 * and transport id are headers that anybody can change, so that an event is known by the digest of its body and the event
 * name. Checked 2026-11 against documentation.
 * @remarks
 * - The event name ends with the version of the payload: `project_snapshot/v0`.
 * - A new webhook sends a `ping`.
 * @see https://docs.snyk.io/snyk-api/snyk-webhooks/validation-and-versioning-of-payloads
 */
export const snyk = freezeProvider({
  id: "snyk",
  name: "Snyk",
  docs: "https://docs.snyk.io/snyk-api/snyk-webhooks/validation-and-versioning-of-payloads",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-hub-signature",
    format: "sha256={signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventType: fromHeader("x-snyk-event"),
  keyAlso: [fromHeader("x-snyk-event")],
  credential: {
    name: "secret",
    env: "SNYK_WEBHOOK_SECRET",
    where: "the secret that you gave when you created the webhook",
  },
});
