import { handshakes } from "../core/handshakes.js";
import { freezeProvider } from "../core/provider.js";
import { jws } from "../core/schemes/jws.js";
import { fromBody, fromHeader } from "../core/sources.js";

/**
 * monday.com. The token in the header `authorization` proves who sends, to which URL (option `audience`) and until when; it
 * says nothing about the body. Whoever sees a delivery can send another body with it until the token expires: read what
 * happened from monday's API before you act. 60 s are allowed for clocks that differ, which is our choice. Checked 2026-11 against
 * documentation.
 * @remarks
 * - Webhooks of boards are signed with the signing secret, those of the app's life cycle with the client secret.
 * - The challenge at registration is answered without a check.
 * - `audience` is the URL of your endpoint, as monday.com has it.
 * @see https://developer.monday.com/apps/docs/authorization-header
 */
export const monday = freezeProvider({
  id: "monday",
  name: "monday.com",
  docs: "https://developer.monday.com/apps/docs/authorization-header",
  checked: "2026-11",
  scheme: jws({
    algorithm: "HS256",
    token: fromHeader("authorization"),
    asks: { audience: "aud" },
    requires: ["exp"],
  }),
  toleranceSeconds: 60,
  eventType: fromBody("event.type"),
  retries: { windowSeconds: 30 * 60 },
  handshakes: handshakes({
    method: "POST",
    has: fromBody("challenge"),
    check: "none",
    json: { challenge: fromBody("challenge") },
  }),
  credential: {
    name: "signing secret",
    env: "MONDAY_SIGNING_SECRET",
    where: "Developer Center → your app → Basic information → Signing secret",
  },
});
