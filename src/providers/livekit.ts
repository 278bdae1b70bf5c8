import { freezeProvider } from "../core/provider.js";
import { jws } from "../core/schemes/jws.js";
import { fromBody, fromHeader } from "../core/sources.js";

/**
 * LiveKit. A token in the header `authorization`, without a scheme word, holds the hash of the body. Its issuer is your API key
 * (option `apiKey`). The token counts for some minutes, with 10 s for clocks that differ, as in the SDK. Checked 2026-11
 * against documentation and SDK.
 * @remarks
 * - The body comes as `application/webhook+json`, which parsers of JSON may skip: keep its bytes.
 * - The hash is base64, not hex.
 * @see https://docs.livekit.io/home/server/webhooks/
 */
export const livekit = freezeProvider({
  id: "livekit",
  name: "LiveKit",
  docs: "https://docs.livekit.io/home/server/webhooks/",
  checked: "2026-11",
  scheme: jws({
    algorithm: "HS256",
    token: fromHeader("authorization"),
    asks: { apiKey: "iss" },
    requires: ["exp"],
    binds: [{ claim: "sha256", of: "body", hash: "sha256", encoding: "base64" }],
  }),
  toleranceSeconds: 10,
  eventId: fromBody("id"),
  eventType: fromBody("event"),
  credential: {
    name: "API secret",
    env: "LIVEKIT_API_SECRET",
    where: "project settings → API keys, that of the key which signs the webhook",
  },
});
