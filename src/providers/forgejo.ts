import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromHeader } from "../core/sources.js";

/**
 * Forgejo. Only the body is signed: delivery id and event name are headers that anybody can change, so that an event is
 * known by the digest of its body and the event name. Checked 2026-11 against documentation.
 * @remarks
 * - Choose POST and `application/json`: for a form the documentation does not say what is signed.
 * - The headers of Gitea, Gogs and GitHub come along and are not read.
 * @see https://forgejo.org/docs/latest/user/webhooks/
 */
export const forgejo = freezeProvider({
  id: "forgejo",
  name: "Forgejo",
  docs: "https://forgejo.org/docs/latest/user/webhooks/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-forgejo-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventType: fromHeader("x-forgejo-event"),
  keyAlso: [fromHeader("x-forgejo-event")],
  credential: {
    name: "webhook secret",
    env: "FORGEJO_WEBHOOK_SECRET",
    where: "the settings of the webhook",
  },
});
