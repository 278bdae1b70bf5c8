import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { standardWebhooksData } from "../core/schemes/standard-webhooks.js";
import { fromHeader } from "../core/sources.js";

/**
 * GitLab with a signing token, in the layout of Standard Webhooks. New in 2026; older and self-managed servers may not have it.
 * The event name stands in a header that is not signed. Checked 2026-11 against GitLab's merge requests 230944 and 231325.
 * @remarks
 * - New in 2026: older and self-managed servers may not have it, and it can come beside `x-gitlab-token`, which is then
 *   ignored.
 * - Id, time and body are signed. The event name, in the header `x-gitlab-event`, is not; the body's `object_kind` is.
 * - The token begins with `whsec_`; GitLab shows it once.
 * @see https://docs.gitlab.com/user/project/integrations/webhooks/
 */
export const gitlabSigningToken = freezeProvider({
  id: "gitlab-signing-token",
  name: "GitLab (signing token)",
  docs: "https://docs.gitlab.com/user/project/integrations/webhooks/",
  checked: "2026-11",
  scheme: hmac(standardWebhooksData()),
  eventId: fromHeader("webhook-id"),
  eventType: fromHeader("x-gitlab-event"),
  maxBodyBytes: 25 * 1024 * 1024,
  credential: {
    name: "signing token (whsec_…)",
    env: "GITLAB_SIGNING_TOKEN",
    where: "project or group → Settings → Webhooks → Signing token",
  },
});
