import { handshakes } from "../core/handshakes.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody, fromHeader } from "../core/sources.js";

/**
 * Worldline Connect, formerly Ingenico ePayments. Only the body is signed; `id` is meant for handling an event once. An
 * endpoint is verified with a GET, whose header is echoed. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - `x-gcs-keyid` names the key. It is not signed, so that every secret given is tried.
 * @see https://docs.connect.worldline-solutions.com/documentation/webhooks/event-structure/
 */
export const worldlineConnect = freezeProvider({
  id: "worldline-connect",
  name: "Worldline Connect",
  docs: "https://docs.connect.worldline-solutions.com/documentation/webhooks/event-structure/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-gcs-signature",
    format: "{signature}",
    encoding: "base64",
    signs: "{body}",
  }),
  eventId: fromBody("id"),
  eventType: fromBody("type"),
  handshakes: handshakes({
    method: "GET",
    has: fromHeader("x-gcs-webhooks-endpoint-verification"),
    check: "none",
    text: fromHeader("x-gcs-webhooks-endpoint-verification"),
  }),
  credential: {
    name: "webhooks secret key",
    env: "WORLDLINE_CONNECT_WEBHOOK_SECRET",
    where: "the dashboard → your webhook",
  },
});
