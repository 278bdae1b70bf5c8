import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * Microsoft Teams' outgoing webhooks. The signature stands in `authorization`, and Teams shows the answer in the channel, so
 * that deduplication is off unless it is asked for. Checked 2026-11 against Microsoft's sample code.
 * @remarks
 * - The security token is base64 and is decoded before it is the key.
 * - No timestamp is signed by itself: the one in the body is covered, but its age is not looked at.
 * @see https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-outgoing-webhook
 */
export const microsoftTeams = freezeProvider({
  id: "microsoft-teams",
  name: "Microsoft Teams (outgoing webhook)",
  docs: "https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-outgoing-webhook",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "authorization",
    format: "HMAC {signature}",
    encoding: "base64",
    signs: "{body}",
    secret: { encoding: "base64" },
  }),
  readsAnswer: true,
  credential: {
    name: "security token",
    env: "TEAMS_SECURITY_TOKEN",
    where: "Teams shows it once, when the outgoing webhook is created",
  },
});
