import { freezeProvider } from "../core/provider.js";
import { jws } from "../core/schemes/jws.js";

/**
 * Dialpad. The whole body is a token, whose claims are the event. Nothing says when, so that an old delivery can come again.
 * Checked 2026-11 against documentation.
 * @remarks
 * - Without a secret Dialpad sends plain JSON, which is refused: give one when you make the webhook.
 * - Only a 5xx or a failed connection is tried again, a 4xx never.
 * @see https://developers.dialpad.com/docs/webhooks-security
 */
export const dialpad = freezeProvider({
  id: "dialpad",
  name: "Dialpad",
  docs: "https://developers.dialpad.com/docs/webhooks-security",
  checked: "2026-11",
  scheme: jws({ algorithm: "HS256", token: "body" }),
  deadlineSeconds: 5,
  credential: {
    name: "secret",
    env: "DIALPAD_WEBHOOK_SECRET",
    where: "the `secret` that you gave when you made the webhook",
  },
});
