import { freezeProvider } from "../core/provider.js";
import { token } from "../core/schemes/token.js";
import { fromBody } from "../core/sources.js";

/**
 * Hugging Face. Nothing is signed: the secret comes as it is and proves that the sender knows it. Events have no id;
 * replays from the settings have the same body and are duplicates. Checked 2026-11 against documentation.
 * @remarks
 * - What happened stands in two places: `event.scope` is the type, `event.action` says what was done.
 * - The secret has ASCII characters only.
 * - Fetch the repository or discussion over the API before you act on it.
 * @see https://huggingface.co/docs/hub/webhooks#webhook-secret
 */
export const huggingface = freezeProvider({
  id: "huggingface",
  name: "Hugging Face",
  docs: "https://huggingface.co/docs/hub/webhooks#webhook-secret",
  checked: "2026-11",
  scheme: token({ header: "x-webhook-secret" }),
  eventType: fromBody("event.scope"),
  credential: {
    name: "webhook secret",
    env: "HUGGINGFACE_WEBHOOK_SECRET",
    where: "the settings of the webhook",
  },
});
