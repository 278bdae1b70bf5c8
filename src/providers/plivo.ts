import { payloadAs } from "../core/payload-forms.js";
import { freezeProvider } from "../core/provider.js";
import { plivoScheme } from "../core/schemes/plivo.js";

/**
 * Plivo (signature V3). URL, sorted query, sorted form fields and a nonce are signed. There is no timestamp, so that an old
 * delivery stays genuine. Plivo reads the answer (XML), so that deduplication is off unless you ask for it. Checked 2026-11
 * against the SDK.
 * @remarks
 * - Behind a proxy set `publicUrl`.
 * - Signatures `X-Plivo-Signature-V2`, which cover neither query nor body, never count.
 * @see https://www.plivo.com/docs/voice/concepts/signature-validation
 */
export const plivo = freezeProvider({
  id: "plivo",
  name: "Plivo",
  docs: "https://www.plivo.com/docs/voice/concepts/signature-validation",
  checked: "2026-11",
  scheme: plivoScheme(),
  ...payloadAs("form"),
  readsAnswer: true,
  credential: { name: "auth token", env: "PLIVO_AUTH_TOKEN", where: "the console → your account" },
});
