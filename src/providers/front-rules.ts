import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * Front's rule webhooks: HMAC-SHA1 of the body, without a timestamp. Repeats are known by the digest of the body. Checked
 * 2026-11 against documentation.
 * @remarks
 * - The rule sends the whole event or a preview of it; `event.type` is empty.
 * - It takes the API secret of the account. Application webhooks sign in another way: take `hookonce/providers/front`.
 * @see https://dev.frontapp.com/docs/rule-webhooks
 */
export const frontRules = freezeProvider({
  id: "front-rules",
  name: "Front (rule webhooks)",
  docs: "https://dev.frontapp.com/docs/rule-webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha1",
    header: "x-front-signature",
    format: "{signature}",
    encoding: "base64",
    signs: "{body}",
  }),
  credential: {
    name: "API secret",
    env: "FRONT_API_SECRET",
    where: "the dashboard → your API credentials",
  },
});
