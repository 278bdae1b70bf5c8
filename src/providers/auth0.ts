import { items } from "../core/items.js";
import { freezeProvider } from "../core/provider.js";
import { token } from "../core/schemes/token.js";

/**
 * Auth0's custom log streams. Nothing is signed: the authorization token comes as it was entered and proves that the sender
 * knows it. A delivery has a batch of log events. Checked 2026-11 against documentation and SDK; that `log_id` and `data` wrap
 * each event was read in public code that quotes Auth0's own preview.
 * @remarks
 * - Choose the content format JSON Array; of JSON lines the body cannot be read.
 * - The header is the token as you entered it: with `Bearer ` only if you wrote it.
 * - Events come at least once. Look one up over the API, by its `log_id`, before you act on it.
 * @see https://auth0.com/docs/customize/log-streams/custom-log-streams
 */
export const auth0 = freezeProvider({
  id: "auth0",
  name: "Auth0 (log streams)",
  docs: "https://auth0.com/docs/customize/log-streams/custom-log-streams",
  checked: "2026-11",
  scheme: token({ header: "authorization" }),
  items: items({ at: "", id: "log_id", type: "data.type" }),
  credential: {
    name: "authorization token",
    env: "AUTH0_LOG_STREAM_TOKEN",
    where: "Monitoring → Streams → your stream → Authorization Token",
  },
});
