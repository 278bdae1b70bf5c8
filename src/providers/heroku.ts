import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Heroku's app webhooks. The body names the attempt beside the event, so that each attempt has another body and signature;
 * the id of the event stays. Checked 2026-11 against documentation and Heroku's own demo app.
 * @remarks
 * - A webhook without a secret of yours gets one that is shown once, when it is created.
 * - The level `notify` is sent once; the level `sync` is sent again until it succeeds or a limit is reached.
 * - The type is the entity, `api:release`; what happened to it is `action` in the body.
 * @see https://devcenter.heroku.com/articles/app-webhooks#securing-webhook-requests
 */
export const heroku = freezeProvider({
  id: "heroku",
  name: "Heroku",
  docs: "https://devcenter.heroku.com/articles/app-webhooks#securing-webhook-requests",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "heroku-webhook-hmac-sha256",
    format: "{signature}",
    encoding: "base64",
    signs: "{body}",
  }),
  eventId: fromBody("webhook_metadata.event.id"),
  eventType: fromBody("webhook_metadata.event.include"),
  credential: {
    name: "secret of the webhook",
    env: "HEROKU_WEBHOOK_SECRET",
    where: "your own, or the answer to the call that created the webhook",
  },
});
