import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * Bolt. Only the body is signed. An event is known by the digest of its body. Checked 2026-11 against documentation.
 * @remarks
 * - Bolt escapes Unicode in the bytes that it signs: a body that Node wrote anew does not verify.
 * @see https://help.bolt.com/developers/webhooks/hook-verification/
 */
export const bolt = freezeProvider({
  id: "bolt",
  name: "Bolt",
  docs: "https://help.bolt.com/developers/webhooks/hook-verification/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-bolt-hmac-sha256",
    format: "{signature}",
    encoding: "base64",
    signs: "{body}",
  }),
  credential: {
    name: "signing secret",
    env: "BOLT_SIGNING_SECRET",
    where: "the dashboard → your API credentials",
  },
});
