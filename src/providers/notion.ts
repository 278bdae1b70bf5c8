import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Notion. The key is the verification token that Notion posts once to a new endpoint. The body is signed; its id stays on
 * retries, while `attempt_number` makes each attempt another body. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - Read `verification_token` from the body of the first request and paste it into Notion's Webhooks tab.
 * - Events say what changed and not how: fetch the page or data source.
 * - Events may come out of order; quick changes are put together into one.
 * @see https://developers.notion.com/reference/webhooks
 */
export const notion = freezeProvider({
  id: "notion",
  name: "Notion",
  docs: "https://developers.notion.com/reference/webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-notion-signature",
    format: "sha256={signature}",
    encoding: "hex",
    signs: "{body}",
    secret: { refuse: ["ntn_"] },
  }),
  eventId: fromBody("id"),
  eventType: fromBody("type"),
  retries: { windowSeconds: 86_400 },
  credential: {
    name: "verification token (secret_…)",
    env: "NOTION_VERIFICATION_TOKEN",
    where: "body of the first request to the endpoint; Webhooks → Resend token",
  },
});
