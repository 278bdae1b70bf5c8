import { payloadAs } from "../core/payload-forms.js";
import { freezeProvider } from "../core/provider.js";
import { jws } from "../core/schemes/jws.js";
import { fromHeader } from "../core/sources.js";

/**
 * MessageBird. The token holds the hash of the URL, and that of the body where there is one. It counts for a minute, with 5 s
 * for clocks that differ, as in the SDK. An event without an id of its own is known by URL and body together. Checked 2026-11
 * against documentation and SDK.
 * @remarks
 * - The URL counts as it was called, with the order of its parameters: behind a proxy set `publicUrl`.
 * - The older header `MessageBird-Signature` is another scheme.
 * - The helper for Express in the SDK does not wait for its own check.
 * @see https://developers.messagebird.com/api/#verifying-http-requests
 */
export const messagebird = freezeProvider({
  id: "messagebird",
  name: "MessageBird",
  docs: "https://developers.messagebird.com/api/#verifying-http-requests",
  checked: "2026-11",
  scheme: jws({
    algorithm: ["HS256", "HS384", "HS512"],
    token: fromHeader("messagebird-signature-jwt"),
    claims: { iss: "MessageBird" },
    requires: ["exp", "nbf"],
    binds: [
      { claim: "url_hash", of: "url", hash: "sha256", encoding: "hex" },
      { claim: "payload_hash", of: "body", hash: "sha256", encoding: "hex", absentWhenEmpty: true },
    ],
  }),
  toleranceSeconds: 5,
  ...payloadAs("form-or-json"),
  credential: {
    name: "signing key",
    env: "MESSAGEBIRD_SIGNING_KEY",
    where: "dashboard → Developers → Settings → Signing key",
  },
});
