import { type HmacKey, hmac, importHmacKey } from "#crypto";
import { decodeHex } from "../../encoding/hex.js";
import { type Delivery, type HeadersInput, readHeader } from "../delivery.js";
import { WebhookError } from "../errors.js";
import { decodeSecret } from "../secrets.js";
import { parseTimestamp } from "../timestamp.js";
import type { NeedsSecret, ParsedSignature, PreparedKey, SymmetricScheme } from "./scheme.js";
import { toDelivery } from "./signed.js";
import { checkSymmetric, HASH_BYTES } from "./symmetric.js";

const HEADER = "x-hook0-signature";

const malformed = (why: string) => new WebhookError("SIGNATURE_MALFORMED", `The header ${HEADER} ${why}.`);

/** Time, the list of headers, and their values: what stands before the body. */
function signedHead(time: string, names: string, headers: HeadersInput): string {
  const values = names.split(" ").map((name) => {
    const value = name && readHeader(headers, name);
    // Left out, a value could hide in its neighbour.
    if (!value) throw malformed("names a header that is missing");
    return value;
  });
  return `${time}.${names}.${values.join(".")}.`;
}

/**
 * Hook0's scheme `v1`: HMAC-SHA256 over time, the names of headers, their values and the body. Which headers is said by the delivery, so
 * that its signature header cannot be read by a format. `v0`, which leaves the headers out, never counts.
 * @see https://docs.cdp.coinbase.com/webhooks/verify-signatures
 */
export function hook0Scheme(): SymmetricScheme<NeedsSecret> {
  const compute = (key: PreparedKey, parts: readonly (string | Uint8Array)[]) =>
    hmac((key as { key: HmacKey }).key, parts);

  function parse({ headers }: Delivery): ParsedSignature {
    const text = readHeader(headers, HEADER);
    if (!text) throw new WebhookError("SIGNATURE_MISSING", `The header ${HEADER} is missing.`);
    if (text.length > 4096 || !/^[ -~]*$/.test(text)) throw malformed("is no plain text");
    const pairs = text
      .split(",")
      .map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)] as const);
    const { t, h, v1 } = Object.fromEntries(pairs.filter(([name]) => /^(t|h|v1)$/.test(name)));
    if (new Set(pairs.map(([name]) => name)).size < pairs.length) throw malformed("has a part twice");
    const bytes = v1 && decodeHex(v1);
    if (!bytes || bytes.length !== HASH_BYTES.sha256 || !h || !/^[a-z0-9-]+( [a-z0-9-]+)*$/.test(h)) {
      throw malformed("has no h or no v1");
    }
    if (!t) throw new WebhookError("TIMESTAMP_MISSING", `The t of ${HEADER} is missing.`);
    const timestampMs = parseTimestamp(t, "seconds");
    if (Number.isNaN(timestampMs)) throw new WebhookError("TIMESTAMP_MALFORMED", "The timestamp is not in seconds.");
    return { candidates: [{ bytes }], fields: { timestamp: t, headers: h }, timestampMs };
  }

  return {
    kind: "hook0",
    credential: "secret",
    looksInside: false,
    // Values are joined with dots and may hold dots, so that no single header is proven.
    covers: { body: true, url: false, method: false, fields: ["timestamp"] },
    parse,
    prepare: (value, where) => ({ key: importHmacKey("sha256", decodeSecret(value, {}, where)) }) as PreparedKey,
    compute: (key, parts) => {
      const { headers, body } = toDelivery(parts);
      const { timestamp = "", headers: names = "" } = parts.fields ?? {};
      return compute(key, [signedHead(timestamp, names, headers), body]);
    },
    check: ({ headers, body }, parsed, keys) => {
      const { timestamp = "", headers: names = "" } = parsed.fields;
      const head = signedHead(timestamp, names, headers);
      return checkSymmetric(parsed, keys, 1, (key) => compute(key, [head, body]));
    },
  };
}
