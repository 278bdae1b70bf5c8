import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * Deel. The word POST and the body are signed, without anything between. An event is known by the digest of its body.
 * Checked 2026-11 against documentation.
 * @remarks
 * - `x-deel-hmac-label` names the signing key. It is not signed.
 * @see https://developer.deel.com/docs/webhooks-get-started
 */
export const deel = freezeProvider({
  id: "deel",
  name: "Deel",
  docs: "https://developer.deel.com/docs/webhooks-get-started",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-deel-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "POST{body}",
  }),
  credential: {
    name: "signing key of the webhook",
    env: "DEEL_WEBHOOK_SECRET",
    where: "the dashboard → your webhook",
  },
});
