import { freezeProvider } from "../core/provider.js";
import { token } from "../core/schemes/token.js";
import { fromBody } from "../core/sources.js";

/**
 * AssemblyAI. Nothing is signed: each request for a transcript names a header and its value, which come back as they are.
 * This reads the header of the documentation's example, X-Webhook-Secret. The body has id and status only. Checked 2026-11
 * against documentation.
 * @remarks
 * - Set `webhook_auth_header_name` to X-Webhook-Secret.
 * - A 4xx answer ends the attempts; anything else but 2xx is tried up to ten times.
 * - Fetch the transcript by its id.
 * @see https://www.assemblyai.com/docs/deploy/webhooks
 */
export const assemblyai = freezeProvider({
  id: "assemblyai",
  name: "AssemblyAI",
  docs: "https://www.assemblyai.com/docs/deploy/webhooks",
  checked: "2026-11",
  scheme: token({ header: "x-webhook-secret" }),
  eventType: fromBody("status"),
  deadlineSeconds: 10,
  credential: {
    name: "webhook_auth_header_value",
    env: "ASSEMBLYAI_WEBHOOK_SECRET",
    where: "the value that your request for a transcript sets",
  },
});
