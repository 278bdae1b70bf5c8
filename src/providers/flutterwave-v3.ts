import { freezeProvider } from "../core/provider.js";
import { token } from "../core/schemes/token.js";
import { fromBody } from "../core/sources.js";

/**
 * Flutterwave's API v3. Nothing is signed: the secret hash comes as it is in a header and proves that the sender knows it,
 * not that the body is Flutterwave's. Checked 2026-11 against code: Flutterwave's plugin for WooCommerce.
 * @remarks
 * - Despite its name the secret hash is no hash of the body: ask the API for the transaction before you give value.
 * - The API v4 has another scheme.
 * @see https://developer.flutterwave.com/v3.0/docs/webhooks
 */
export const flutterwaveV3 = freezeProvider({
  id: "flutterwave-v3",
  name: "Flutterwave (v3)",
  docs: "https://developer.flutterwave.com/v3.0/docs/webhooks",
  checked: "2026-11",
  scheme: token({ header: "verif-hash" }),
  eventType: fromBody("event"),
  credential: {
    name: "secret hash",
    env: "FLW_SECRET_HASH",
    where: "the dashboard → your webhook",
  },
});
