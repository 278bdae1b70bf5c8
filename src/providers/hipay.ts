import { payloadAs } from "../core/payload-forms.js";
import { freezeProvider } from "../core/provider.js";
import { digest } from "../core/schemes/digest.js";

/**
 * HiPay Enterprise notifications with SHA-256: a hash of the body and, behind it, the secret passphrase. An event is
 * known by the digest of its body. Checked 2026-11 against documentation and SDK.
 * @remarks
 * - Set the hash algorithm to SHA-256: accounts on SHA-1 or SHA-512 are refused.
 * - The redirect to your pages is signed in another way.
 * @see https://developer.hipay.com/payment-fundamentals/requirements/signature-verification
 */
export const hipay = freezeProvider({
  id: "hipay",
  name: "HiPay Enterprise",
  docs: "https://developer.hipay.com/payment-fundamentals/requirements/signature-verification",
  checked: "2026-11",
  scheme: digest({
    hash: "sha256",
    header: "x-allopass-signature",
    format: "{signature}",
    encoding: "hex",
    signs: "{body}{secret}",
  }),
  ...payloadAs("form-or-json"),
  credential: {
    name: "secret passphrase",
    env: "HIPAY_SECRET_PASSPHRASE",
    where: "the back office → the security settings of your account",
  },
});
