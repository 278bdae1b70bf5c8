import { freezeProvider } from "../core/provider.js";
import { braintreeScheme } from "../core/schemes/braintree.js";

/**
 * Braintree. HMAC-SHA1 over the form field `bt_payload`, keyed with the SHA-1 of the private key. `event.payload` is the XML
 * that the field holds. Checked 2026-11 against the SDK.
 * @remarks
 * - `bt_payload` is base64 of XML; line breaks in it count.
 * - There is no event id: an event is known by the digest of `bt_payload`.
 * - While keys are rolled, `bt_signature` holds a signature for each; the option `publicKey` names the one that counts.
 * @see https://developer.paypal.com/braintree/docs/guides/webhooks/parse
 */
export const braintree = freezeProvider({
  id: "braintree",
  name: "Braintree",
  docs: "https://developer.paypal.com/braintree/docs/guides/webhooks/parse",
  checked: "2026-11",
  scheme: braintreeScheme(),
  credential: {
    name: "private key",
    env: "BRAINTREE_PRIVATE_KEY",
    where: "the Control Panel → your API keys",
  },
});
