import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * Airtable. A delivery only says that something changed in a base; what changed is fetched from the API, from your cursor
 * on. The secret is base64 and is decoded. Checked 2026-11 against documentation.
 * @remarks
 * - A delivery may be spurious or stand for several changes: trust the cursor, not the number of deliveries.
 * - The answer wants 200 or 204 with an empty body.
 * - A webhook made with a token ends after 7 days unless it is refreshed.
 * @see https://airtable.com/developers/web/api/webhooks-overview
 */
export const airtable = freezeProvider({
  id: "airtable",
  name: "Airtable",
  docs: "https://airtable.com/developers/web/api/webhooks-overview",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-airtable-content-mac",
    format: "hmac-sha256={signature}",
    encoding: "hex",
    signs: "{body}",
    secret: { encoding: "base64" },
  }),
  deadlineSeconds: 25,
  retries: { windowSeconds: 86_400 },
  credential: {
    name: "macSecretBase64 of the webhook",
    env: "AIRTABLE_WEBHOOK_SECRET",
    where: "the answer to your call of Create a webhook, shown once",
  },
});
