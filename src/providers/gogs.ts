import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromHeader } from "../core/sources.js";

/**
 * Gogs. Only the JSON is signed: delivery id and event name are headers that anybody can change, so that an event is known
 * by the digest of its body and the event name. Checked 2026-11 against Gogs' code.
 * @remarks
 * - Choose the content type application/json: of a form, Gogs signs the JSON inside and not the body.
 * - Without a secret the signature header is there and empty; that is refused.
 * @see https://gogs.io/docs/features/webhook
 */
export const gogs = freezeProvider({
  id: "gogs",
  name: "Gogs",
  docs: "https://gogs.io/docs/features/webhook",
  checked: "2026-11",
  scheme: hmac({ hash: "sha256", header: "x-gogs-signature", format: "{signature}", encoding: "hex", signs: "{body}" }),
  eventType: fromHeader("x-gogs-event"),
  keyAlso: [fromHeader("x-gogs-event")],
  credential: { name: "secret", env: "GOGS_WEBHOOK_SECRET", where: "the settings of the webhook" },
});
