import { freezeProvider } from "../core/provider.js";
import { token } from "../core/schemes/token.js";
import { fromDigest, fromHeader } from "../core/sources.js";

/**
 * GitLab with its secret token. Nothing is signed: the token proves that the sender knows it, not that the body is GitLab's.
 * Where your GitLab has signing tokens, take `hookonce/providers/gitlab-signing-token`. The token may come beside a signature.
 * Checked 2026-11 against GitLab's code.
 * @remarks
 * - Nothing is signed. The token proves that the sender knows it; whoever sees one delivery can send others with any
 *   body. Use HTTPS only, and `hookonce/providers/gitlab-signing-token` where your GitLab has it.
 * - The event id is the header `idempotency-key`, which a retried delivery keeps. `x-gitlab-webhook-uuid` is new at each
 *   request.
 * - GitLab disables a webhook after several failures in a row, first for a time, then for good.
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
