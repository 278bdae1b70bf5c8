import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * Hygraph. What is signed is a JSON object with the body as a text in it, the environment and the time in milliseconds.
 * Hygraph's own library checks no age; 300 seconds are ours. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - Hygraph waits three seconds and sends a failed delivery four times more.
 * @see https://hygraph.com/docs/api-reference/basics/webhooks
 */
export const hygraph = freezeProvider({
  id: "hygraph",
  name: "Hygraph",
  docs: "https://hygraph.com/docs/api-reference/basics/webhooks",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "gcms-signature",
    format: "sign={signature}, env={environment}, t={timestamp}",
    separator: ", ",
    encoding: "base64",
    timestamp: "milliseconds",
    signs: '{{"Body":{body|json},"EnvironmentName":{environment|json},"TimeStamp":{timestamp}}',
  }),
  toleranceSeconds: 300,
  deadlineSeconds: 3,
  credential: {
    name: "secret key",
    env: "HYGRAPH_WEBHOOK_SECRET",
    where: "the settings of the webhook",
  },
});
