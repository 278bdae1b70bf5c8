import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Box's V2 webhooks. There are a primary and a secondary signature, made with two keys, and either may match. The body's `id`
 * stays at a retry, `box-delivery-id` does not. The tolerance of 600 seconds is that of Box's SDK, which refuses any
 * timestamp of the future; this allows 600 seconds both ways. Checked 2026-11 against documentation and box-node-sdk.
 * @remarks
 * - Give both keys, as a list: that is what makes rotation safe.
 * - The timestamp comes after the body, in what is signed.
 * - Old V1 webhooks are not signed.
 * - Box's SDK also tries the body with its letters beyond ASCII written as escapes. This takes the bytes that arrived, only.
 * @see https://developer.box.com/guides/webhooks/v2/signatures-v2/
 */
export const box = freezeProvider({
  id: "box",
  name: "Box (V2 webhooks)",
  docs: "https://developer.box.com/guides/webhooks/v2/signatures-v2/",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: ["box-signature-primary", "box-signature-secondary"],
    format: "{signature}",
    encoding: "base64",
    fields: { timestamp: "box-delivery-timestamp" },
    expect: { "box-signature-version": "1", "box-signature-algorithm": "HmacSHA256" },
    timestamp: "iso8601",
    signs: "{body}{timestamp}",
  }),
  toleranceSeconds: 600,
  eventId: fromBody("id"),
  eventType: fromBody("trigger"),
  deadlineSeconds: 30,
  retries: { windowSeconds: 2 * 3600 },
  credential: {
    name: "primary and secondary signature key",
    env: "BOX_SIGNATURE_KEY",
    where: "the developer console → your app → its signature keys",
  },
});
