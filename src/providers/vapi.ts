import { freezeProvider } from "../core/provider.js";
import { token } from "../core/schemes/token.js";
import { fromBody } from "../core/sources.js";

/**
 * Vapi with a custom credential of the kind Bearer Token. Nothing is signed: the token proves that the sender knows it.
 * Vapi reads the answers to `assistant-request`, `tool-calls` and `transfer-destination-request`, so that deduplication is off
 * unless it is asked for. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - Leave the header name at Authorization and the Bearer prefix on.
 * - The credential is sent only where the server names its `credentialId`.
 * - Fetch the call over the API, by its id, before you act on what costs something.
 * @see https://docs.vapi.ai/server-url/server-authentication
 */
export const vapi = freezeProvider({
  id: "vapi",
  name: "Vapi",
  docs: "https://docs.vapi.ai/server-url/server-authentication",
  checked: "2026-11",
  scheme: token({ header: "authorization", prefix: "Bearer " }),
  eventType: fromBody("message.type"),
  readsAnswer: true,
  credential: {
    name: "bearer token of the custom credential",
    env: "VAPI_WEBHOOK_TOKEN",
    where: "the dashboard → your custom credential",
  },
});
