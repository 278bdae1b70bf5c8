import { freezeProvider } from "../core/provider.js";
import { standardWebhooksShared } from "./_standard-webhooks.js";

/**
 * OpenAI. Standard Webhooks, save that a secret without `whsec_` is taken as it is, as OpenAI's own library does. The id is
 * signed and stays the same on retries. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - OpenAI's own library also takes signatures without their version; this does not.
 * - The body names an object by its id: fetch it.
 * @see https://platform.openai.com/docs/guides/webhooks
 */
export const openai = freezeProvider({
  ...standardWebhooksShared("webhook", ["sk-"], { bareEncoding: "utf8" }),
  id: "openai",
  name: "OpenAI",
  docs: "https://platform.openai.com/docs/guides/webhooks",
  credential: {
    name: "webhook signing secret (whsec_…)",
    env: "OPENAI_WEBHOOK_SECRET",
    where: "platform.openai.com → Settings → Project → Webhooks",
  },
});
