import { freezeProvider } from "../core/provider.js";
import { token } from "../core/schemes/token.js";
import { fromBody } from "../core/sources.js";

/**
 * Telegram's Bot API with the `secret_token` of `setWebhook`. Nothing is signed: the token proves that the sender knows it.
 * Checked 2026-11 against documentation and the server's code.
 * @see https://core.telegram.org/bots/api#setwebhook
 */
export const telegram = freezeProvider({
  id: "telegram",
  name: "Telegram",
  docs: "https://core.telegram.org/bots/api#setwebhook",
  checked: "2026-11",
  scheme: token({ header: "x-telegram-bot-api-secret-token" }),
  eventId: fromBody("update_id"),
  credential: { name: "secret_token", env: "TELEGRAM_SECRET_TOKEN", where: "your call of setWebhook" },
});
