import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Buildkite with its signature, which you choose under Token in the notification service; the other choice is
 * `buildkite-token`. Buildkite says no tolerance and gives five minutes as an example. Events have no id. Checked 2026-11
 * against documentation.
 * @remarks
 * - A fast build may be in a later state by the time its webhook is made.
 * @see https://buildkite.com/docs/apis/webhooks/pipelines#webhook-signature
 */
export const buildkite = freezeProvider({
  id: "buildkite",
  name: "Buildkite (signature)",
  docs: "https://buildkite.com/docs/apis/webhooks/pipelines#webhook-signature",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-buildkite-signature",
    format: "timestamp={timestamp},signature={signature}",
    separator: ",",
    encoding: "hex",
    timestamp: "seconds",
    signs: "{timestamp}.{body}",
    secret: { refuse: ["bkua_"] },
  }),
  toleranceSeconds: 300,
  eventType: fromBody("event"),
  credential: {
    name: "token",
    env: "BUILDKITE_WEBHOOK_SECRET",
    where: "the notification service of the webhook → Token",
  },
});
