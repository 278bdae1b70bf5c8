import { signatureHeaders } from "./situation.js";
import type { Situation } from "./types.js";

/** A name without what gateways put before it, and with hyphens for underscores. */
const normalise = (name: string) =>
  name.replaceAll("_", "-").replace(/^(http-|x-forwarded-|x-original-|x-amzn-remapped-|x-amz-meta-|x-ms-|x-)+/, "");

/** What a name says without `x-`, vendor prefix and version: `signature` for `svix-signature`. */
const suffixOf = (name: string) => normalise(name).replace(/^[a-z0-9]+-/, "");

export type Neighbours = Readonly<Record<string, readonly [name: string, value: string]>>;

/** Headers that may be the missing ones under another name: by their own name first, then by how they end. */
export function neighbours({ headers }: Situation, missing: readonly string[]): Neighbours[] {
  const rules: ((own: string, other: string) => boolean)[] = [
    (own, other) => normalise(own) === normalise(other),
    (own, other) => normalise(other).includes(normalise(own)),
    (own, other) => suffixOf(own) === suffixOf(other) && suffixOf(own).length > 1,
  ];
  return rules.flatMap((rule) => {
    const found = missing.flatMap((own) => {
      const match = headers.find(([name, value]) => name !== own && value && rule(own, name));
      return match ? [[own, match] as const] : [];
    });
    return found.length ? [Object.fromEntries(found)] : [];
  });
}

/** Versions and hashes in a name: those of an older scheme are lower, or not there. */
const VERSION = /-?(hmac-?)?(sha-?\d+|v\d+|(?<=-)\d{3})(?=-|$)/g;

/** Headers that came which are named like our own one but for its version: `x-hub-signature` for `x-hub-signature-256`. */
export function olderHeaders(situation: Situation): string[] {
  const own = signatureHeaders(situation);
  const stems = own.map((name) => name.replace(VERSION, ""));
  return situation.headers
    .map(([name]) => name)
    .filter((name) => !own.includes(name) && stems.includes(name.replace(VERSION, "")));
}
