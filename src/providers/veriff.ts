import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * Veriff. No timestamp is signed by itself, and deliveries carry no id that is documented: repeats are known by the digest of
 * the body. Checked 2026-11 against documentation.
 * @remarks
 * - It takes the shared secret key of the integration.
 * - `x-auth-client` names your API key. It is not signed and is not looked at.
 * @see https://devdocs.veriff.com/docs/hmac-authentication-and-endpoint-security
 */
export const veriff = freezeProvider({
  id: "veriff",
  name: "Veriff",
  docs: "https://devdocs.veriff.com/docs/hmac-authentication-and-endpoint-security",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-hmac-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  credential: {
    name: "shared secret key",
    env: "VERIFF_SHARED_SECRET",
    where: "the dashboard → your integration",
  },
});
