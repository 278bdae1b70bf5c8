import { noticeUnsignedBody } from "../core/notice.js";
import { freezeProvider } from "../core/provider.js";
import { hmac } from "../core/schemes/hmac.js";
import { fromQuery } from "../core/sources.js";

/** The fields of `obj` in the order in which they are joined. */
const SIGNED = [
  "amount_cents",
  "created_at",
  "currency",
  "error_occured",
  "has_parent_transaction",
  "id",
  "integration_id",
  "is_3d_secure",
  "is_auth",
  "is_capture",
  "is_refunded",
  "is_standalone_payment",
  "is_voided",
  "order.id",
  "owner",
  "pending",
  "source_data.pan",
  "source_data.sub_type",
  "source_data.type",
  "success",
] as const;

/**
 * Paymob's transaction processed callback. The signature stands in the query and covers twenty fields of the
 * transaction; the rest of the body is not signed. An event is known by the digest of its body. Checked 2026-11 against
 * documentation.
 * @remarks
 * - Card tokens and the redirect (GET) are signed in other ways and are refused.
 * - The query of the request must reach the verifier.
 * - Act on the signed fields only, or fetch the transaction by its id.
 * @see https://developers.paymob.com/paymob-docs/developers/webhook-callbacks-and-hmac/hmac/hmac-transaction-callback
 */
export const paymob = freezeProvider({
  id: "paymob",
  name: "Paymob",
  docs: "https://developers.paymob.com/paymob-docs/developers/webhook-callbacks-and-hmac/hmac/hmac-transaction-callback",
  checked: "2026-11",
  scheme: hmac({
    hash: "sha512",
    header: fromQuery("hmac"),
    format: "{signature}",
    encoding: "hex",
    signs: SIGNED.map((path) => `{json:obj.${path}}`).join(""),
  }),
  notice: noticeUnsignedBody,
  credential: {
    name: "HMAC secret",
    env: "PAYMOB_HMAC_SECRET",
    where: "the dashboard → your account",
  },
});
