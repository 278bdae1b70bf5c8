import { freezeProvider } from "../core/provider.js";
import { jws } from "../core/schemes/jws.js";
import { fromBody, fromHeader } from "../core/sources.js";
import { chatKeys } from "./_google-chat.js";

/**
 * Google Chat apps whose authentication audience is the project number (option `audience`). A token that Chat signed itself
 * proves that Chat sends; it says nothing about the body. Whoever sees a delivery can send another body with it until the token
 * expires: read the object through Chat's API before you act. Chat shows what is answered. 300 s are allowed for clocks that
 * differ, as in Google's library. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - Where the audience is the URL of the endpoint, take `hookonce/providers/google-chat-url`.
 * @see https://developers.google.com/workspace/chat/verify-requests-from-chat
 */
export const googleChat = freezeProvider({
  id: "google-chat",
  name: "Google Chat (audience: project number)",
  docs: "https://developers.google.com/workspace/chat/verify-requests-from-chat",
  checked: "2026-11",
  scheme: jws({
    algorithm: "RS256",
    token: fromHeader("authorization"),
    prefix: "Bearer ",
    keys: chatKeys,
    claims: { iss: "chat@system.gserviceaccount.com" },
    asks: { audience: "aud" },
    requires: ["exp", "iat"],
    from: "iat",
  }),
  toleranceSeconds: 300,
  eventType: fromBody("type"),
  readsAnswer: true,
  credential: {
    name: "project number",
    env: "GOOGLE_CHAT_PROJECT_NUMBER",
    where: "Google Cloud console → project → Project number (option audience)",
  },
});
