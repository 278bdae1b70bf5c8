import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Alchemy's Notify webhooks. The signing key begins with `whsec_`, which is part of the key here, unlike in Standard
 * Webhooks. Checked 2026-11 against documentation and Alchemy's samples.
 * @remarks
 * - Each webhook has a signing key of its own.
 * @see https://www.alchemy.com/docs/reference/notify-api-quickstart
 */
export const alchemy = freezeProvider({
  id: "alchemy",
  name: "Alchemy",
  docs: "https://www.alchemy.com/docs/reference/notify-api-quickstart",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-alchemy-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventId: fromBody("id"),
  eventType: fromBody("type"),
  deadlineSeconds: 5,
  retries: { windowSeconds: 3600 },
  credential: {
    name: "signing key of the webhook (whsec_…)",
    env: "ALCHEMY_SIGNING_KEY",
    where: "the dashboard → your webhook",
  },
});
