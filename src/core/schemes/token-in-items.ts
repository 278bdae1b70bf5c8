import { toBytes } from "../delivery.js";
import { WebhookError } from "../errors.js";
import { decodeSecret } from "../secrets.js";
import { atPath, insideBytes, parseJson } from "../sources.js";
import type { NeedsSecret, SymmetricScheme } from "./scheme.js";
import { checkSymmetric } from "./symmetric.js";
import { COVERS_NOTHING, plainCompute, plainKey } from "./token.js";

/**
 * A fixed token in each item of a body: all must be there, and be the same. Like a {@link token} it says nothing about the rest.
 * @param data where the list stands, and where in an item the token
 * @example
 * ```ts
 * import { tokenInItems } from "hookonce";
 *
 * const scheme = tokenInItems({ at: "value", path: "clientState" });
 * ```
 */
export function tokenInItems({
  at,
  path,
}: {
  readonly at: string;
  readonly path: string;
}): SymmetricScheme<NeedsSecret> {
  return {
    kind: "token-in-items",
    described: { at, path },
    credential: "secret",
    looksInside: "json",
    covers: COVERS_NOTHING,
    parse: ({ body }) => {
      const items = atPath(parseJson(insideBytes(body)), at);
      const [first, ...others] = Array.isArray(items) ? items.map((item) => atPath(item, path)) : [];
      if (first === undefined || others.includes(undefined)) {
        throw new WebhookError("SIGNATURE_MISSING", `An item of ${at} has no ${path}.`);
      }
      if (typeof first !== "string" || first.length > 4096 || others.some((other) => other !== first)) {
        throw new WebhookError("SIGNATURE_MALFORMED", `The items of ${at} have no common ${path}.`);
      }
      return { candidates: [{ bytes: toBytes(first) }], fields: {} };
    },
    prepare: (value, where) => plainKey(decodeSecret(value, {}, where)),
    compute: plainCompute,
    check: (_delivery, parsed, keys) => checkSymmetric(parsed, keys, 1, plainCompute),
  };
}
