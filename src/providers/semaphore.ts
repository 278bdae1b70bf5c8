import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * Semaphore's webhook notifications. The body is signed without a time; events have no id, and retries bring the same body.
 * Checked 2026-11 against Semaphore's code.
 * @remarks
 * - A notification without a secret sends no signature header.
 * - Semaphore retries timeouts only, and waits half a second unless the notification says more.
 * @see https://github.com/semaphoreio/semaphore/blob/main/notifications/lib/notifications/workers/webhook.ex
 */
export const semaphore = freezeProvider({
  id: "semaphore",
  name: "Semaphore",
  docs: "https://github.com/semaphoreio/semaphore/blob/main/notifications/lib/notifications/workers/webhook.ex",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-semaphore-signature-256",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}",
  }),
  credential: {
    name: "secret that the notification names",
    env: "SEMAPHORE_WEBHOOK_SECRET",
    where: "the secret that the notification names",
  },
});
