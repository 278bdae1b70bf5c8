import { items } from "../core/items.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";

/**
 * Unit. Only the body is signed, with SHA-1. One delivery can carry many events, each with its own id. Checked 2026-11
 * against documentation and SDK.
 * @remarks
 * - Unit's own SDK signs the body that it parsed and wrote anew; here the bytes that arrived count.
 * - A webhook with the delivery method “At most once” is never sent again.
 * @see https://www.unit.co/docs/api/webhooks/
 */
export const unit = freezeProvider({
  id: "unit",
  name: "Unit",
  docs: "https://www.unit.co/docs/api/webhooks/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha1",
    header: "x-unit-signature",
    format: "{signature}",
    encoding: "base64",
    signs: "{body}",
  }),
  items: items({ at: "data", id: "id", type: "type" }),
  credential: {
    name: "webhook token",
    env: "UNIT_WEBHOOK_TOKEN",
    where: "the dashboard → your webhook",
  },
});
