import { freezeProvider } from "../core/provider.js";
import { jws } from "../core/schemes/jws.js";
import { fromHeader } from "../core/sources.js";

/**
 * Netlify's notifications with a JWS secret token. The token in the header holds the hash of the body; nothing says when, so
 * that an old delivery can come again. Checked 2026-11 against documentation.
 * @remarks
 * - Without a JWS secret token in the notification there is no signature.
 * - The `id` of the body is that of the deploy, which has several events.
 * @see https://docs.netlify.com/site-deploys/notifications/#payload-signature
 */
export const netlify = freezeProvider({
  id: "netlify",
  name: "Netlify",
  docs: "https://docs.netlify.com/site-deploys/notifications/#payload-signature",
  checked: "2026-11",
  scheme: jws({
    algorithm: "HS256",
    token: fromHeader("x-webhook-signature"),
    claims: { iss: "netlify" },
    binds: [{ claim: "sha256", of: "body", hash: "sha256", encoding: "hex" }],
  }),
  credential: {
    name: "JWS secret token",
    env: "NETLIFY_WEBHOOK_SECRET",
    where: "project configuration → Notifications → HTTP POST request → JWS secret token",
  },
});
