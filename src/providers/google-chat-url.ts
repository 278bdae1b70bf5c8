import { freezeProvider } from "../core/provider.js";
import { jws } from "../core/schemes/jws.js";
import { fromBody, fromHeader } from "../core/sources.js";
import { GOOGLE_ISSUERS, googleKeys } from "./_google.js";

/**
 * Google Chat apps whose authentication audience is the URL of the endpoint (option `audience`). An ID token proves that Chat
 * sends; it says nothing about the body, and counts for an hour. Whoever sees a delivery can send another body with it: read
 * the object through Chat's API before you act. Chat shows what is answered. 300 s are allowed for clocks that differ, as in
 * Google's library. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - Where the audience is the project number, take `hookonce/providers/google-chat`.
 * @see https://developers.google.com/workspace/chat/verify-requests-from-chat
 */
export const googleChatUrl = freezeProvider({
  id: "google-chat-url",
  name: "Google Chat (audience: endpoint URL)",
  docs: "https://developers.google.com/workspace/chat/verify-requests-from-chat",
  checked: "2026-11",
  scheme: jws({
    algorithm: "RS256",
    token: fromHeader("authorization"),
    prefix: "Bearer ",
    keys: googleKeys,
    claims: { iss: GOOGLE_ISSUERS, email: "chat@system.gserviceaccount.com", email_verified: true },
    asks: { audience: "aud" },
    requires: ["exp", "iat"],
    from: "iat",
  }),
  toleranceSeconds: 300,
  eventType: fromBody("type"),
  readsAnswer: true,
  credential: {
    name: "authentication audience",
    env: "GOOGLE_CHAT_AUDIENCE",
    where: "Google Chat API → Configuration → Authentication audience (option audience)",
  },
});
