import { items } from "../core/items.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * Ably's batched webhooks. The key is the part of an API key after the colon. No timestamp is signed by itself; repeats are
 * known by the digest of the body. Checked 2026-11 against documentation.
 * @remarks
 * - Only batched requests, with an envelope, are signed. Single ones are refused.
 * - `x-ably-key` names the key that signed. It is not signed itself; while keys are changed, give both.
 * - Give the whole API key (`name:secret`) or its secret alone.
 * @see https://ably.com/docs/platform/integrations/webhooks#security
 */
export const ably = freezeProvider({
  id: "ably",
  name: "Ably",
  docs: "https://ably.com/docs/platform/integrations/webhooks#security",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-ably-signature",
    format: "{signature}",
    encoding: "base64",
    signs: "{body}",
    secret: { after: ":" },
  }),
  items: items({ at: "items", type: "source" }),
  credential: {
    name: "API key",
    env: "ABLY_API_KEY",
    where: "the dashboard → your API keys: the one that the integration signs with",
  },
});
