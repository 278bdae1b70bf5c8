import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromHeader } from "../core/sources.js";

/**
 * Gitea. Only the JSON is signed: delivery id and event name are headers that anybody can change, so that an event is known
 * by the digest of its body and the event name. Gitea sends a delivery once and does not retry by itself. Checked 2026-11
 * against Gitea's code.
 * @remarks
 * - Choose the content type application/json: of a form, Gitea signs the JSON inside and not the body.
 * - Without a secret the signature header is there and empty; that is refused.
 * - The headers of Gogs and GitHub that Gitea adds hold the same signature and are not read.
 * @see https://docs.gitea.com/usage/webhooks
 */
export const gitea = freezeProvider({
  id: "gitea",
  name: "Gitea",
  docs: "https://docs.gitea.com/usage/webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-gitea-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventType: fromHeader("x-gitea-event"),
  keyAlso: [fromHeader("x-gitea-event")],
  retries: "none",
  credential: {
    name: "secret",
    env: "GITEA_WEBHOOK_SECRET",
    where: "the settings of the webhook",
  },
});
