import { handshakes } from "../core/handshakes.js";
import { items } from "../core/items.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromHeader } from "../core/sources.js";

/**
 * Asana. The secret comes to the endpoint itself: a first POST has it in x-hook-secret, which goes back as a header and
 * which you keep for this webhook. The body is signed without a time; events have no id. Checked 2026-11 against
 * documentation and code.
 * @remarks
 * - Each webhook has a secret of its own: give each its own URL, or pass all the secrets.
 * - The handshake arrives while your call that creates the webhook is still open.
 * - Every eight hours a delivery without events asks whether the endpoint lives; it wants 200 or 204 too.
 * @see https://developers.asana.com/docs/webhooks-guide
 */
export const asana = freezeProvider({
  id: "asana",
  name: "Asana",
  docs: "https://developers.asana.com/docs/webhooks-guide",
  checked: "2026-11",
  scheme: hmac({ hash: "sha256", header: "x-hook-signature", format: "{signature}", encoding: "hex", signs: "{body}" }),
  items: items({ at: "events", type: "action" }),
  deadlineSeconds: 10,
  retries: { windowSeconds: 86_400 },
  handshakes: handshakes({
    method: "POST",
    has: fromHeader("x-hook-secret"),
    check: "none",
    headers: { "x-hook-secret": fromHeader("x-hook-secret") },
  }),
  credential: {
    name: "x-hook-secret of the handshake",
    env: "ASANA_WEBHOOK_SECRET",
    where: "header x-hook-secret of the first request to the webhook's target",
  },
});
