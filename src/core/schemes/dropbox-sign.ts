import { type HmacKey, hmac, importHmacKey } from "#crypto";
import { decodeHex } from "../../encoding/hex.js";
import type { HeadersInput } from "../delivery.js";
import { WebhookError } from "../errors.js";
import { multipartField } from "../multipart.js";
import { decodeSecret } from "../secrets.js";
import { atPath, insideBytes, parseJson } from "../sources.js";
import type { NeedsSecret, PreparedKey, SymmetricScheme } from "./scheme.js";
import { toDelivery } from "./signed.js";
import { checkSymmetric, HASH_BYTES } from "./symmetric.js";

function read(headers: HeadersInput, body: unknown) {
  const field = multipartField(headers, insideBytes(body), "json");
  if (!field) throw new WebhookError("SIGNATURE_MISSING", "The form field json is missing.");
  const payload = parseJson(field);
  const event = (name: string) => {
    const value = atPath(payload, `event.${name}`);
    if (typeof value === "string" && value) return value;
    throw new WebhookError("SIGNATURE_MISSING", `The ${name} of the event is missing.`);
  };
  return { payload, time: event("event_time"), type: event("event_type"), hash: event("event_hash") };
}

/**
 * Dropbox Sign's scheme: a `multipart/form-data` body with JSON in the field `json`, in which `event.event_hash` is an HMAC-SHA256 over time and
 * type of the event. Nothing else is signed.
 * @see https://developers.hellosign.com/docs/events/walkthrough/
 */
export function dropboxSignScheme(): SymmetricScheme<NeedsSecret> {
  const compute = (key: PreparedKey, headers: HeadersInput, body: Uint8Array) => {
    const { time, type } = read(headers, body);
    return hmac((key as { key: HmacKey }).key, [time, type]);
  };
  return {
    kind: "dropbox-sign",
    credential: "secret",
    looksInside: "json",
    covers: {
      body: false,
      url: false,
      method: false,
      fields: ["json:event.event_time", "json:event.event_type", "json:event.event_hash"],
    },
    unwrap: ({ headers, body }) => read(headers, body).payload,
    parse: ({ headers, body }) => {
      const { hash, time } = read(headers, body);
      const bytes = decodeHex(hash);
      // Only digits: time and type are joined without a border.
      if (bytes?.length !== HASH_BYTES.sha256 || !/^\d{1,12}$/.test(time)) {
        throw new WebhookError("SIGNATURE_MALFORMED", "The event_hash or event_time of the event has another form.");
      }
      return { candidates: [{ bytes }], fields: {} };
    },
    prepare: (value, where) => ({ key: importHmacKey("sha256", decodeSecret(value, {}, where)) }) as PreparedKey,
    compute: (key, parts) => {
      const { headers, body } = toDelivery(parts);
      return compute(key, headers, body);
    },
    check: ({ headers, body }, parsed, keys) => checkSymmetric(parsed, keys, 1, (key) => compute(key, headers, body)),
  };
}
