import type { Hash } from "../../crypto/types.js";
import { atPath, insideBytes, parseJson, type Source } from "../sources.js";
import { composedHmac } from "./composed.js";
import type { Encoding, NeedsSecret, SymmetricScheme } from "./scheme.js";

/** Deeper than this nothing is sorted. */
const MAX_DEPTH = 32;

/** A value whose objects have their keys in the order of their code units, as `JSON.stringify` then writes them. */
function sortKeys(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth > MAX_DEPTH) throw new RangeError("too deep");
  if (Array.isArray(value)) return value.map((one) => sortKeys(one, depth + 1));
  const sorted: Record<string, unknown> = Object.create(null);
  for (const key of Object.keys(value).sort())
    sorted[key] = sortKeys((value as Record<string, unknown>)[key], depth + 1);
  return sorted;
}

/** `a=1&b=text`, sorted; nothing for what is absent, JSON for what is no text. */
function pairsOf(value: unknown): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new TypeError("no object");
  const text = (one: unknown) => {
    if (one === null || one === undefined || one === "null" || one === "undefined") return "";
    return typeof one === "object" ? JSON.stringify(sortKeys(one)) : String(one);
  };
  return Object.entries(value)
    .sort(([a], [b]) => +(a > b) - +(a < b))
    .map(([name, one]) => `${name}=${text(one)}`)
    .join("&");
}

/**
 * HMAC over what the sender parsed and wrote again with sorted keys, as JSON or as pairs. White space and the order of keys are not
 * proven, nor is the spelling of numbers; the values are.
 * @param data where the signature stands, which part of the body is signed (the whole without `part`), and how it is written
 */
export function sortedJson(data: {
  readonly hash: Hash;
  readonly header: string | Source;
  readonly encoding: Encoding;
  readonly anyCaseHex?: boolean | undefined;
  readonly part?: string | undefined;
  readonly form: "json" | "pairs";
}): SymmetricScheme<NeedsSecret> {
  const { part, form } = data;
  const textOf = (body: Uint8Array) => {
    const whole = parseJson(insideBytes(body));
    const value = part === undefined ? whole : atPath(whole, part);
    return form === "pairs" ? pairsOf(value) : JSON.stringify(sortKeys(value));
  };
  return composedHmac(
    { ...data, format: "{signature}" },
    {
      kind: "sorted-json",
      looksInside: "json",
      covers: {
        body: part === undefined,
        url: false,
        method: false,
        fields: part === undefined ? [] : [`json:${part}`],
      },
      canonical: ({ body }) => textOf(body),
      compose: ({ body }) => [[textOf(body)]],
    },
  );
}
