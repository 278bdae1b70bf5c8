import { freezeProvider } from "../core/provider.js";
import { token } from "../core/schemes/token.js";
import { fromDigest, fromHeader } from "../core/sources.js";

/**
 * GitLab with its secret token. Nothing is signed: the token proves that the sender knows it, not that the body is GitLab's.
 * Where your GitLab has signing tokens, take `hookonce/providers/gitlab-signing-token`. The token may come beside a signature.
 * Checked 2026-11 against GitLab's code.
 * @see https://docs.gitlab.com/user/project/integrations/webhooks/
 */
export const gitlab = freezeProvider({
  id: "gitlab",
  name: "GitLab (secret token)",
  docs: "https://docs.gitlab.com/user/project/integrations/webhooks/",
  checked: "2026-11",
  scheme: token({ header: "x-gitlab-token" }),
  eventId: [fromHeader("idempotency-key"), fromDigest()],
  eventType: fromHeader("x-gitlab-event"),
  keyAlso: [fromHeader("x-gitlab-event")],
  maxBodyBytes: 25 * 1024 * 1024,
  credential: {
    name: "secret token",
    env: "GITLAB_WEBHOOK_TOKEN",
    where: "project or group → Settings → Webhooks → Secret token",
  },
});
