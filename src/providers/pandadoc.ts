import { items } from "../core/items.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromQuery } from "../core/sources.js";

/**
 * PandaDoc. The signature stands in the query of the URL, as `signature`; it covers the body, which is a list of events.
 * Repeats are known by the digest of the body. Checked 2026-11 against documentation.
 * @remarks
 * - Pass the URL of the request on with its query: adapters do that by themselves.
 * - It takes the shared key of the webhook, not the API key.
 * - The header `x-pandadoc-webhook-event-id` stays the same on retries, but is not signed and is not read.
 * @see https://developers.pandadoc.com/docs/webhook-verification
 */
export const pandadoc = freezeProvider({
  id: "pandadoc",
  name: "PandaDoc",
  docs: "https://developers.pandadoc.com/docs/webhook-verification",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: fromQuery("signature"),
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  items: items({ at: "", type: "event" }),
  deadlineSeconds: 20,
  credential: {
    name: "shared key",
    env: "PANDADOC_SHARED_KEY",
    where: "Developer Dashboard → your webhook",
  },
});
