import { freezeProvider } from "../core/provider.js";
import { token } from "../core/schemes/token.js";
import { fromBody } from "../core/sources.js";

/**
 * Buildkite with its plain token. Nothing is signed: the token proves that the sender knows it, not that the body is
 * Buildkite's. The notification service can send a signature instead: then take `buildkite`. Checked 2026-11 against
 * documentation.
 * @remarks
 * - Fetch the build over the API, by its id, before you act on it.
 * @see https://buildkite.com/docs/apis/webhooks/pipelines#webhook-token
 */
export const buildkiteToken = freezeProvider({
  id: "buildkite-token",
  name: "Buildkite (token)",
  docs: "https://buildkite.com/docs/apis/webhooks/pipelines#webhook-token",
  checked: "2026-11",
  scheme: token({ header: "x-buildkite-token" }),
  eventType: fromBody("event"),
  credential: {
    name: "token",
    env: "BUILDKITE_WEBHOOK_TOKEN",
    where: "the notification service of the webhook → Token",
  },
});
