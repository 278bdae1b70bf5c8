import { items } from "../core/items.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * FastSpring. One delivery carries many events, each with its own id; the body is signed as a whole. Only automatic
 * retries keep the ids. Checked 2026-11 against documentation.
 * @remarks
 * - The secret is optional at FastSpring: without one it sends no signature, and all is refused here.
 * - A delivery that is sent again by hand has new event ids.
 * @see https://developer.fastspring.com/docs/message-security
 */
export const fastspring = freezeProvider({
  id: "fastspring",
  name: "FastSpring",
  docs: "https://developer.fastspring.com/docs/message-security",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-fs-signature",
    format: "{signature}",
    encoding: "base64",
    signs: "{body}",
  }),
  items: items({ at: "events", id: "id" }),
  retries: { windowSeconds: 86_400 },
  credential: {
    name: "HMAC SHA256 secret",
    env: "FASTSPRING_WEBHOOK_SECRET",
    where: "the dashboard → your webhook",
  },
});
