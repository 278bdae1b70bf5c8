import { type HmacKey, hmac, importHmacKey } from "#crypto";
import type { Maybe } from "../../crypto/types.js";
import { decodeBase64 } from "../../encoding/base64.js";
import { WebhookError } from "../errors.js";
import { decodeSecret } from "../secrets.js";
import { atPath, insideBytes, parseJson } from "../sources.js";
import type { NeedsSecret, PreparedKey, SignatureCandidate, SymmetricScheme } from "./scheme.js";
import { toDelivery } from "./signed.js";
import { checkSymmetric, HASH_BYTES } from "./symmetric.js";
import { chain } from "./template.js";

const MOST_ITEMS = 1000;

const malformed = (why: string) => new WebhookError("SIGNATURE_MALFORMED", `A notification item ${why}.`);

/**
 * The signed values of an item, and what each may hold. Only the merchant's reference may hold a colon: the values are joined with colons,
 * and so the text can be read in one way only.
 */
const VALUES: readonly (readonly [path: string, form: RegExp])[] = [
  ["pspReference", /^[^:]*$/],
  ["originalReference", /^[^:]*$/],
  ["merchantAccountCode", /^[^:]*$/],
  ["merchantReference", /^/],
  ["amount.value", /^-?\d*$/],
  ["amount.currency", /^[A-Z]*$/],
  ["eventCode", /^[^:]*$/],
  ["success", /^(true|false|)$/],
];

const valueAt = (item: unknown, path: string): string => String(atPath(item, path) ?? "");

interface Item extends SignatureCandidate {
  readonly text: string;
}

function readItems(body: unknown): Item[] {
  const items = atPath(parseJson(insideBytes(body)), "notificationItems");
  if (!Array.isArray(items) || !items.length || items.length > MOST_ITEMS) throw malformed("is not there");
  return items.map((wrapped) => {
    const item = atPath(wrapped, "NotificationRequestItem");
    const signature = atPath(item, "additionalData.hmacSignature");
    if (!signature) throw new WebhookError("SIGNATURE_MISSING", "A notification item has no hmacSignature.");
    const bytes = typeof signature === "string" ? decodeBase64(signature) : undefined;
    if (bytes?.length !== HASH_BYTES.sha256) throw malformed("has a signature that is no base64 of 32 bytes");
    const values = VALUES.map(([path, form]) => {
      const value = valueAt(item, path);
      if (!form.test(value)) throw malformed(`has another form of ${path}`);
      return value;
    });
    return { bytes, text: values.join(":") };
  });
}

/**
 * Adyen's scheme for payment webhooks: each item of the body holds an HMAC-SHA256 over eight of its values, joined with colons. Every item has
 * to match. The rest of the body is not signed, nor is the date.
 * @see https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures
 */
export function adyenScheme(): SymmetricScheme<NeedsSecret> {
  const compute = (key: PreparedKey, text: string) => hmac((key as { key: HmacKey }).key, [text]);
  const place = "json:notificationItems";
  return {
    kind: "adyen",
    credential: "secret",
    looksInside: "json",
    covers: {
      body: false,
      url: false,
      method: false,
      fields: VALUES.map(([path]) => `${place}.0.NotificationRequestItem.${path}`),
    },
    canonical: ({ body }) =>
      readItems(body)
        .map(({ text }) => text)
        .join("\n"),
    parse: ({ body }) => ({ candidates: readItems(body), fields: {} }),
    prepare: (value, where) =>
      ({ key: importHmacKey("sha256", decodeSecret(value, { encoding: "hex" }, where)) }) as PreparedKey,
    // The signature of the first item, whatever stands in its place.
    compute: (key, parts) => {
      const item = atPath(parseJson(toDelivery(parts).body), "notificationItems.0.NotificationRequestItem");
      return compute(key, VALUES.map(([path]) => valueAt(item, path)).join(":"));
    },
    check: (_delivery, { candidates }, keys) => {
      // While a key is rolled, items of one delivery may be signed with different keys.
      const next = (i: number, first: number): Maybe<number> => {
        const item = candidates[i] as Item | undefined;
        if (!item) return first;
        const matched = checkSymmetric({ candidates: [item], fields: {} }, keys, 1, (key) => compute(key, item.text));
        return chain(matched, (at) => (at < 0 ? at : next(i + 1, i ? first : at)));
      };
      return next(0, -1);
    },
  };
}
