import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromHeader } from "../core/sources.js";

/**
 * Discourse. No timestamp is signed by itself. `x-discourse-event-id` changes with each attempt, so that repeats are known by
 * the digest of the body and the name of the event. Checked 2026-11 against Discourse's code.
 * @remarks
 * - Deliveries are signed only when the webhook has a secret; without one they are refused.
 * - Discourse tries again, up to 4 times, only where the site setting `retry_web_hook_events` is on.
 * - The body is JSON under either content type that the webhook may choose.
 * - Answers 404 and 410 end the attempts and may switch the webhook off.
 * @see https://github.com/discourse/discourse/blob/main/app/jobs/regular/emit_web_hook_event.rb
 */
export const discourse = freezeProvider({
  id: "discourse",
  name: "Discourse",
  docs: "https://github.com/discourse/discourse/blob/main/app/jobs/regular/emit_web_hook_event.rb",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-discourse-event-signature",
    format: "sha256={signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventType: [fromHeader("x-discourse-event"), fromHeader("x-discourse-event-type")],
  keyAlso: [fromHeader("x-discourse-event")],
  credential: {
    name: "secret",
    env: "DISCOURSE_WEBHOOK_SECRET",
    where: "the admin settings of your forum → your webhook",
  },
});
