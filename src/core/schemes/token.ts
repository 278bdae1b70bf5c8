import type { Maybe } from "../../crypto/types.js";
import { type Delivery, toBytes } from "../delivery.js";
import { WebhookError } from "../errors.js";
import { decodeSecret } from "../secrets.js";
import { fromHeader, insideBytes, readSource, type Source } from "../sources.js";
import type { NeedsSecret, SymmetricScheme } from "./scheme.js";
import { checkSymmetric } from "./symmetric.js";

/** What {@link token} and {@link basic} cover: nothing. */
export const COVERS_NOTHING = { body: false, url: false, method: false, fields: [] } as const;

/** The bytes that a check compares, kept as they are. */
export const plainKey = (bytes: Uint8Array) => ({ bytes }) as object;
export const plainCompute = (key: object): Maybe<Uint8Array> => (key as { bytes: Uint8Array }).bytes;

/**
 * A fixed token that comes with each delivery. It proves that the sender knows it and nothing about the body: whoever sees one
 * delivery can send another. It is compared in constant time.
 * @param data where the token stands
 * @example
 * ```ts
 * import { token } from "hookonce";
 *
 * const scheme = token({ header: "x-gitlab-token" });
 * ```
 */
export function token(data: {
  readonly header: string | Source;
  /** What stands before the token: `Bearer `. */
  readonly prefix?: string | undefined;
}): SymmetricScheme<NeedsSecret> {
  const { prefix = "" } = data;
  const source: Source = typeof data.header === "string" ? fromHeader(data.header) : data.header;
  const looksInside = source.in === "body" ? "json" : source.in === "form" && "form";

  function parse({ headers, url, body }: Delivery) {
    const raw = {
      headers,
      url: url === undefined ? url : String(url),
      body: looksInside ? insideBytes(body) : new Uint8Array(),
    };
    const text = readSource(source, raw);
    if (text === undefined || text === "") {
      throw new WebhookError("SIGNATURE_MISSING", `The ${source.in} ${source.path} is missing.`);
    }
    if (typeof text !== "string" || text.length > 4096 || !text.startsWith(prefix)) {
      throw new WebhookError("SIGNATURE_MALFORMED", `The ${source.in} ${source.path} holds no token.`);
    }
    return { candidates: [{ bytes: toBytes(text.slice(prefix.length)) }], fields: {} };
  }

  return {
    kind: "token",
    described: { source, prefix },
    credential: "secret",
    looksInside,
    covers: COVERS_NOTHING,
    parse,
    prepare: (value, where) => plainKey(decodeSecret(value, {}, where)),
    compute: plainCompute,
    check: (_delivery, parsed, keys) => checkSymmetric(parsed, keys, 1, plainCompute),
  };
}
