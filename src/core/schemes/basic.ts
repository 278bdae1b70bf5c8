import { decodeBase64 } from "../../encoding/base64.js";
import { readHeader } from "../delivery.js";
import { WebhookError } from "../errors.js";
import { decodeSecret } from "../secrets.js";
import type { NeedsBasicAuth, SymmetricScheme } from "./scheme.js";
import { checkSymmetric } from "./symmetric.js";
import { COVERS_NOTHING, plainCompute, plainKey } from "./token.js";

/**
 * User name and password in the header `authorization`. Like a {@link token} it says nothing about the body; it is compared in
 * constant time.
 * @example
 * ```ts
 * import { basic } from "hookonce";
 *
 * const scheme = basic();
 * ```
 * @see RFC 7617
 */
export function basic(): SymmetricScheme<NeedsBasicAuth> {
  return {
    kind: "basic",
    credential: "basic",
    several: {
      options: ["username", "password"],
      join: ([name, password]) =>
        // A colon would move the border between name and password.
        (typeof name === "string" && !name.includes(":") && name && password && `${name}:${password}`) || undefined,
    },
    looksInside: false,
    covers: COVERS_NOTHING,
    parse: ({ headers }) => {
      const text = readHeader(headers, "authorization");
      if (!text) throw new WebhookError("SIGNATURE_MISSING", "The header authorization is missing.");
      const bytes = text.length < 4096 && /^basic [!-~]+$/i.test(text) && decodeBase64(text.slice(6));
      if (!bytes) throw new WebhookError("SIGNATURE_MALFORMED", "The header authorization is not Basic.");
      return { candidates: [{ bytes }], fields: {} };
    },
    prepare: (value, where) => plainKey(decodeSecret(value, {}, where)),
    compute: plainCompute,
    check: (_delivery, parsed, keys) => checkSymmetric(parsed, keys, 1, plainCompute),
  };
}
