import { digest, type HmacKey, hmac, importHmacKey } from "#crypto";
import type { Maybe } from "../../crypto/types.js";
import { decodeBase64 } from "../../encoding/base64.js";
import { decodeHex } from "../../encoding/hex.js";
import { WebhookConfigError, WebhookError } from "../errors.js";
import { decodeSecret } from "../secrets.js";
import { decodeText, insideBytes, parsePairs } from "../sources.js";
import type { NeedsSecret, PreparedKey, SymmetricScheme } from "./scheme.js";
import { toDelivery } from "./signed.js";
import { checkSymmetric, HASH_BYTES } from "./symmetric.js";
import { chain } from "./template.js";

/** Options of Braintree: the private key is the secret, the public key names the signature that counts. */
export interface NeedsBraintreeKeys extends NeedsSecret {
  readonly publicKey: string;
}

function fieldsOf(body: unknown): { readonly signature: string; readonly payload: string } {
  const pairs = parsePairs(decodeText(insideBytes(body)));
  const only = (name: string) => {
    const found = pairs.filter(([key]) => key === name);
    if (found.length > 1) throw new WebhookError("SIGNATURE_DUPLICATED", `The form field ${name} came more than once.`);
    return found[0]?.[1] ?? "";
  };
  return { signature: only("bt_signature"), payload: only("bt_payload") };
}

/** The key is the SHA-1 of the private key, made when it is first needed where the engine answers later. */
const keyOf = (key: PreparedKey): Maybe<HmacKey> => {
  const prepared = key as { secret: Uint8Array; key?: Maybe<HmacKey> };
  prepared.key ??= chain(digest("sha1", [prepared.secret]) as Maybe<Uint8Array>, (bytes) =>
    importHmacKey("sha1", bytes),
  );
  return prepared.key;
};

/**
 * Braintree's scheme: HMAC-SHA1, keyed with the SHA-1 of the private key, over a form field that holds XML in base64. Another form field names
 * the public key beside each signature.
 * @see https://developer.paypal.com/braintree/docs/guides/webhooks/parse
 */
export function braintreeScheme(publicKey = ""): SymmetricScheme<NeedsBraintreeKeys> {
  const compute = (key: PreparedKey, text: string) => chain(keyOf(key), (ready) => hmac(ready, [text]));
  return {
    kind: "braintree",
    credential: "secret",
    looksInside: "form",
    covers: { body: false, url: false, method: false, fields: ["form:bt_payload"] },
    configure: (options) => {
      const { publicKey: given } = options as Partial<NeedsBraintreeKeys>;
      if (typeof given === "string" && /^\w+$/.test(given)) return braintreeScheme(given);
      throw new WebhookConfigError(
        "OPTION_INVALID",
        "publicKey is Braintree's public key, as in the control panel → API.",
      );
    },
    canonical: ({ body }) => fieldsOf(body).payload,
    unwrap: ({ body }) => {
      const bytes = decodeBase64(fieldsOf(body).payload.replace(/\n/g, ""));
      if (bytes) return decodeText(bytes);
      throw new WebhookError("PAYLOAD_MALFORMED", "The delivery is genuine, but bt_payload is no base64.");
    },
    parse: ({ body }) => {
      const { signature, payload } = fieldsOf(body);
      if (!signature || !payload) throw new WebhookError("SIGNATURE_MISSING", "bt_signature or bt_payload is missing.");
      if (signature.length > 4096 || !/^[A-Za-z0-9+/=\n]+$/.test(payload)) {
        throw new WebhookError("SIGNATURE_MALFORMED", "bt_signature or bt_payload has another form.");
      }
      const pairs = signature.split("&").map((pair) => pair.split("|"));
      const candidates = pairs.flatMap(([name, hex = "", ...rest]) => {
        const bytes = name === publicKey && !rest.length ? decodeHex(hex) : undefined;
        return bytes?.length === HASH_BYTES.sha1 ? [{ bytes, keyId: name }] : [];
      });
      if (candidates.length && candidates.length < 17) return { candidates, fields: {} };
      throw new WebhookError("SIGNATURE_MALFORMED", "bt_signature holds no signature for this public key.");
    },
    prepare: (value, where) => ({ secret: decodeSecret(value, {}, where) }) as PreparedKey,
    compute: (key, parts) => compute(key, fieldsOf(toDelivery(parts).body).payload),
    // A line break at the end can get lost on the way; Braintree's own library tries both.
    check: ({ body }, parsed, keys) => {
      const { payload } = fieldsOf(body);
      return checkSymmetric(parsed, keys, 2, (key, index) => compute(key, index ? `${payload}\n` : payload));
    },
  };
}
