import { freezeProvider } from "../core/provider.js";
import { token } from "../core/schemes/token.js";
import { fromBody } from "../core/sources.js";

/**
 * Telegram's Bot API with the `secret_token` of `setWebhook`. Nothing is signed: the token proves that the sender knows it.
 * Checked 2026-11 against documentation and the server's code.
 * @remarks
 * - Nothing is signed. Choose a long random `secret_token` in `setWebhook`; without one the header is absent, and every
 *   delivery is refused.
 * - It is not the bot token.
 * - `event.type` is empty: an update says what it is by which field it has besides `update_id`.
 * - `update_id` is the event id. It is as trustworthy as the token.
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
