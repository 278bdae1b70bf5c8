import { handshakes } from "../core/handshakes.js";
import { freezeProvider } from "../core/provider.js";
import { token } from "../core/schemes/token.js";
import { fromBody } from "../core/sources.js";

/**
 * Figma. Nothing is signed: the passcode stands in the body and proves that the sender knows it. Events have no id. A new
 * webhook sends `PING` and wants 200. Checked 2026-11 against documentation.
 * @remarks
 * - The passcode is part of each payload: keep it out of logs.
 * - Figma sends a failed delivery three times more.
 * - Fetch the file over the API, by its key, before you act on it.
 * @see https://developers.figma.com/docs/rest-api/webhooks-security/
 */
export const figma = freezeProvider({
  id: "figma",
  name: "Figma",
  docs: "https://developers.figma.com/docs/rest-api/webhooks-security/",
  checked: "2026-11",
  scheme: token({ header: fromBody("passcode") }),
  eventType: fromBody("event_type"),
  handshakes: handshakes({ method: "POST", equals: [fromBody("event_type"), "PING"], check: "signature" }),
  credential: {
    name: "passcode",
    env: "FIGMA_WEBHOOK_PASSCODE",
    where: "the passcode that you chose when you created the webhook",
  },
});
