import { handshakes } from "../core/handshakes.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromQuery } from "../core/sources.js";

/**
 * X's Account Activity and V2 webhooks. The CRC challenge, a `GET` with `crc_token`, is answered with an HMAC under the same
 * secret. Deliveries carry no id of their own: repeats are known by the digest of the body. Checked 2026-11 against
 * documentation and twitter-autohook.
 * @remarks
 * - It takes the consumer secret (API key secret) of the app, not an access token.
 * - The value after `sha256=` is base64, not hex.
 * - The type of an event is the name of a top-level member, such as `tweet_create_events`; `event.type` is empty.
 * - The URL may not contain a port. X repeats the CRC from time to time and stops when it is not answered.
 * @see https://docs.x.com/x-api/webhooks/quickstart
 */
export const x = freezeProvider({
  id: "x",
  name: "X (Twitter)",
  docs: "https://docs.x.com/x-api/webhooks/quickstart",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-twitter-webhooks-signature",
    format: "sha256={signature}",
    encoding: "base64",
    signs: "{body}",
  }),
  deadlineSeconds: 10,
  handshakes: handshakes({
    method: "GET",
    has: fromQuery("crc_token"),
    check: "none",
    json: { response_token: { hmac: fromQuery("crc_token"), encoding: "base64", prefix: "sha256=" } },
  }),
  credential: {
    name: "consumer secret (API key secret)",
    env: "X_CONSUMER_SECRET",
    where: "the developer portal → your app",
  },
});
