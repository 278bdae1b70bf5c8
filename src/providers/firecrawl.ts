import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Firecrawl. The body is signed without a time; `id` is the job's, not the event's, so that an event is known by the digest
 * of its body. Checked 2026-11 against documentation.
 * @remarks
 * - One secret signs all webhooks of an account.
 * @see https://docs.firecrawl.dev/webhooks/security
 */
export const firecrawl = freezeProvider({
  id: "firecrawl",
  name: "Firecrawl",
  docs: "https://docs.firecrawl.dev/webhooks/security",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-firecrawl-signature",
    format: "sha256={signature}",
    encoding: "hex",
    signs: "{body}",
    secret: { refuse: ["fc-"] },
  }),
  eventType: fromBody("type"),
  credential: {
    name: "webhook secret",
    env: "FIRECRAWL_WEBHOOK_SECRET",
    where: "the dashboard → your webhook secret",
  },
});
