import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * DocuSign Connect. Each active HMAC key has a numbered header of its own, and any of them may match. Checked 2026-11 against
 * documentation and DocuSign's sample code.
 * @remarks
 * - The key looks like base64 and is not decoded.
 * - The body has a `retryCount`, so that a repeat may be another body and run again: compare `data.envelopeId`, `event` and
 *   `generatedDateTime` in your own records.
 * - The old XML format is signed in the same way; its payload is no JSON, so read `event.body`.
 * @see https://developers.docusign.com/platform/webhooks/connect/validate/
 */
export const docusign = freezeProvider({
  id: "docusign",
  name: "DocuSign (Connect)",
  docs: "https://developers.docusign.com/platform/webhooks/connect/validate/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: Array.from({ length: 100 }, (_, i) => `x-docusign-signature-${i + 1}`),
    format: "{signature}",
    maxCandidates: 100,
    encoding: "base64",
    signs: "{body}",
  }),
  eventType: fromBody("event"),
  credential: {
    name: "Connect HMAC key",
    env: "DOCUSIGN_CONNECT_KEY",
    where: "DocuSign → Settings → Connect → Connect Keys",
  },
});
