import { noticeUnsignedBody } from "../core/notice.js";
import { payloadAs } from "../core/payload-forms.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * Plivo (signature V2). Only the address without its query and a nonce are signed, so that anybody who has seen one delivery can
 * send another body with it: take `hookonce/providers/plivo` (V3) where you can. Plivo reads the answer (XML), so that
 * deduplication is off unless you ask for it. Checked 2026-11 against SDK.
 * @remarks
 * - Neither the query nor the body is signed: fetch the call or message over the API before you act on it.
 * - Behind a proxy set `publicUrl`.
 * @see https://www.plivo.com/docs/voice/concepts/signature-validation
 */
export const plivoV2 = freezeProvider({
  id: "plivo-v2",
  name: "Plivo (signature V2)",
  docs: "https://www.plivo.com/docs/voice/concepts/signature-validation",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-plivo-signature-v2",
    format: "{signature}",
    encoding: "base64",
    fields: { nonce: "x-plivo-signature-v2-nonce" },
    signs: "{address}{nonce}",
  }),
  ...payloadAs("form"),
  readsAnswer: true,
  notice: noticeUnsignedBody,
  credential: { name: "auth token", env: "PLIVO_AUTH_TOKEN", where: "Plivo console → Overview → Account" },
});
