import { freezeProvider } from "../core/provider.js";
import { dropboxSignScheme } from "../core/schemes/dropbox-sign.js";
import { fromBody } from "../core/sources.js";

/**
 * Dropbox Sign (HelloSign). A multipart body whose field `json` holds the event. Only time and type of the event are signed:
 * fetch the signature request by its id before you act. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - The answer must contain the text `Hello API Event Received`; hookonce gives it when the handler returns nothing.
 * - The body is `multipart/form-data`: take it raw, before any parser.
 * @see https://developers.hellosign.com/docs/events/walkthrough/
 */
export const dropboxSign = freezeProvider({
  id: "dropbox-sign",
  name: "Dropbox Sign",
  docs: "https://developers.hellosign.com/docs/events/walkthrough/",
  checked: "2026-11",
  scheme: dropboxSignScheme(),
  eventType: fromBody("event.event_type"),
  success: { text: "Hello API Event Received" },
  credential: { name: "API key", env: "DROPBOX_SIGN_API_KEY", where: "the dashboard → your API keys" },
});
