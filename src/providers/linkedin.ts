import { handshakes } from "../core/handshakes.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromQuery } from "../core/sources.js";

/**
 * LinkedIn's webhooks. The body is signed behind a `hmacsha256=` that the header does not show. Checked 2026-11 against
 * documentation. It says hexadecimal of the answer to the challenge only; that the header is bare hexadecimal was read in
 * public code.
 * @remarks
 * - The key is the client secret of the app; an app with child apps is told by `applicationId` whose secret is meant.
 * - LinkedIn sends the challenge again every two hours, and blocks an endpoint that fails three times in a row.
 * - The challenge must be answered within 3 seconds.
 * @see https://learn.microsoft.com/linkedin/shared/api-guide/webhook-validation
 */
export const linkedin = freezeProvider({
  id: "linkedin",
  name: "LinkedIn",
  docs: "https://learn.microsoft.com/linkedin/shared/api-guide/webhook-validation",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-li-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "hmacsha256={body}",
  }),
  handshakes: handshakes({
    method: "GET",
    has: fromQuery("challengeCode"),
    check: "none",
    json: {
      challengeCode: fromQuery("challengeCode"),
      challengeResponse: { hmac: fromQuery("challengeCode"), encoding: "hex" },
    },
  }),
  credential: {
    name: "client secret of the app",
    env: "LINKEDIN_CLIENT_SECRET",
    where: "the developer portal → your app",
  },
});
