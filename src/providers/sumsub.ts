import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromBody } from "../core/sources.js";

/**
 * Sumsub. The sender names its algorithm in a header that is not signed: only HMAC-SHA256 is accepted, so choose it for the
 * webhook. Checked 2026-11 against documentation and Sumsub's sample.
 * @remarks
 * - Older webhooks sign with SHA-1 until they are changed; they are refused here.
 * - Sumsub tells events apart by `applicantId`, `type` and `createdAtMs`: the digest of the body covers all three.
 * @see https://docs.sumsub.com/docs/webhook-manager
 */
export const sumsub = freezeProvider({
  id: "sumsub",
  name: "Sumsub",
  docs: "https://docs.sumsub.com/docs/webhook-manager",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha256",
    header: "x-payload-digest",
    format: "{signature}",
    encoding: "hex",
    expect: { "x-payload-digest-alg": "HMAC_SHA256_HEX" },
    signs: "{body}",
  }),
  eventType: fromBody("type"),
  deadlineSeconds: 5,
  credential: {
    name: "secret key of the webhook",
    env: "SUMSUB_WEBHOOK_SECRET",
    where: "the dashboard → your webhook",
  },
});
