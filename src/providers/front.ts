import { handshakes } from "../core/handshakes.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody, fromHeader } from "../core/sources.js";

/**
 * Front's application webhooks. The `sync` request with `x-front-challenge` is answered once its signature holds. The
 * tolerance of 300 seconds is what Front advises for channels. Checked 2026-11 against documentation.
 * @remarks
 * - It takes the signing key of the application. Rule webhooks sign in another way: take `hookonce/providers/front-rules`.
 * - The timestamp is in milliseconds.
 * - Deliveries carry no id that this provider relies on: repeats are known by the digest of the body.
 * @see https://dev.frontapp.com/docs/application-webhooks
 */
export const front = freezeProvider({
  id: "front",
  name: "Front (application webhooks)",
  docs: "https://dev.frontapp.com/docs/application-webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-front-signature",
    format: "{signature}",
    encoding: "base64",
    fields: { timestamp: "x-front-request-timestamp" },
    timestamp: "milliseconds",
    signs: "{timestamp}:{body}",
  }),
  toleranceSeconds: 300,
  eventType: fromBody("type"),
  handshakes: handshakes({
    method: "POST",
    has: fromHeader("x-front-challenge"),
    equals: [fromBody("type"), "sync"],
    check: "signature",
    json: { challenge: fromHeader("x-front-challenge") },
  }),
  credential: {
    name: "application signing key",
    env: "FRONT_SIGNING_KEY",
    where: "the settings of your app",
  },
});
