import { freezeProvider } from "../core/provider.js";
import { jws } from "../core/schemes/jws.js";
import { fromBody, fromDigest } from "../core/sources.js";

/** JSON inside JSON, as far as it is there. */
const parsed = (value: unknown): unknown => (typeof value === "string" ? JSON.parse(value) : value);

/**
 * Wix. The whole body is a token. Its claim `data` is JSON as text, in which `data` and `identity` are JSON as text again: the
 * payload has all of them parsed. The token counts until it expires, to the second, as in the SDK. Checked 2026-11 against
 * documentation and SDK.
 * @remarks
 * - The body is text, `text/plain`: a parser of JSON must not get it.
 * - Each app has a public key of its own.
 * - Older webhooks have no `data.id`: they are known by the digest of their token.
 * @see https://dev.wix.com/docs/build-apps/develop-your-app/api-integrations/events-and-webhooks/about-webhooks
 */
export const wix = freezeProvider({
  id: "wix",
  name: "Wix",
  docs: "https://dev.wix.com/docs/build-apps/develop-your-app/api-integrations/events-and-webhooks/about-webhooks",
  checked: "2026-11",
  scheme: jws({
    algorithm: "RS256",
    token: "body",
    unwrap: ({ data }) => {
      const event = parsed(data) as { readonly data?: unknown; readonly identity?: unknown };
      return { ...event, data: parsed(event.data), identity: parsed(event.identity) };
    },
  }),
  toleranceSeconds: 1,
  eventId: [fromBody("data.id"), fromDigest()],
  eventType: fromBody("eventType"),
  credential: {
    name: "public key",
    env: "WIX_PUBLIC_KEY",
    where: "app dashboard → Webhooks → Get Public Key",
  },
});
