import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * CircleCI. The header is a list of versions, of which only `v1` counts. The body is signed without a time; its id is what
 * CircleCI says to know duplicates by. Checked 2026-11 against documentation.
 * @remarks
 * - A webhook without a secret token sends no signature header.
 * @see https://circleci.com/docs/guides/integration/outbound-webhooks/
 */
export const circleci = freezeProvider({
  id: "circleci",
  name: "CircleCI",
  docs: "https://circleci.com/docs/guides/integration/outbound-webhooks/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "circleci-signature",
    format: "v1={signature}",
    separator: ",",
    encoding: "hex",
    signs: "{body}",
    secret: { refuse: ["CCIPAT_"] },
  }),
  eventId: fromBody("id"),
  eventType: fromBody("type"),
  deadlineSeconds: 10,
  credential: {
    name: "secret token",
    env: "CIRCLECI_WEBHOOK_SECRET",
    where: "the settings of the webhook",
  },
});
