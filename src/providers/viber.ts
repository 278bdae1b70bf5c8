import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Viber's REST Bot API. Deliveries carry no id of their own: repeats are known by the digest of the body. Checked 2026-11
 * against Viber's library viber-bot.
 * @remarks
 * - It takes the authentication token of the bot, the same that calls the API.
 * @see https://developers.viber.com/docs/api/rest-bot-api/
 */
export const viber = freezeProvider({
  id: "viber",
  name: "Viber (REST Bot API)",
  docs: "https://developers.viber.com/docs/api/rest-bot-api/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-viber-content-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  eventType: fromBody("event"),
  credential: {
    name: "authentication token",
    env: "VIBER_AUTH_TOKEN",
    where: "the settings of your bot",
  },
});
