import { handshakes } from "../core/handshakes.js";
import { freezeProvider } from "../core/provider.js";
import { token } from "../core/schemes/token.js";
import { fromBody, fromHeader } from "../core/sources.js";

/**
 * CloudEvents over HTTP webhooks, with a bearer token. Nothing is signed: the token proves that the sender knows it. An
 * event is known by its source and id together, which are headers or stand in the body. The OPTIONS handshake is answered
 * with consent to the origin that asks. Checked 2026-11 against the specification.
 * @remarks
 * - In binary mode the attributes are headers and the body is the data; in structured mode all of it is the body.
 * - A token in the query (`access_token`) is not read.
 * - Ask the sender for what the event names, by its id, before you act on it.
 * @see https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md
 */
export const cloudevents = freezeProvider({
  id: "cloudevents",
  name: "CloudEvents (HTTP webhooks)",
  docs: "https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md",
  checked: "2026-11",
  scheme: token({ header: "authorization", prefix: "Bearer " }),
  eventType: [fromHeader("ce-type"), fromBody("type")],
  keyAlso: [fromHeader("ce-source"), fromHeader("ce-id")],
  handshakes: handshakes({
    method: "OPTIONS",
    has: fromHeader("webhook-request-origin"),
    check: "none",
    headers: {
      allow: "POST",
      "webhook-allowed-origin": fromHeader("webhook-request-origin"),
      "webhook-allowed-rate": "*",
    },
  }),
  credential: {
    name: "bearer token",
    env: "CLOUDEVENTS_WEBHOOK_TOKEN",
    where: "the token that the subscription sends",
  },
});
