import { hmac } from "../core/schemes/hmac.js";

/** What Slack's three kinds of deliveries share. */
export const slackShared = {
  docs: "https://docs.slack.dev/authentication/verifying-requests-from-slack",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-slack-signature",
    format: "v0={signature}",
    encoding: "hex",
    fields: { timestamp: "x-slack-request-timestamp" },
    timestamp: "seconds",
    signs: "v0:{timestamp}:{body}",
  }),
  toleranceSeconds: 300,
  deadlineSeconds: 3,
  credential: {
    name: "signing secret",
    env: "SLACK_SIGNING_SECRET",
    where: "api.slack.com/apps → your app → Basic Information → App Credentials",
  },
} as const;
