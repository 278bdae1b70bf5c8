import type { Kit } from "../kit.js";
import type { PlainProbe } from "../types.js";
import { rawJson } from "./limits.js";

const padded =
  (length: number, character = "x") =>
  (tree: Record<string, unknown>) =>
    JSON.stringify({ ...tree, padding: character.repeat(length) });

/** 2 MiB: too much for most providers, and little for some. */
const TWO_MIB = 2 * 1024 * 1024;
const sendsMore = ({ provider }: Kit) => (provider.maxBodyBytes ?? 0) > TWO_MIB;

/** Bodies of a length that some take and some do not. */
export const SIZES: readonly PlainProbe[] = [
  {
    id: "large",
    title: "a body of 200 KiB",
    expect: "accepted",
    right: "A body of 200 KiB is accepted",
    level: "mend",
    wrong: "A genuine delivery of 200 KiB was refused",
    remedy:
      "Raise the limit of the body to what the provider sends, 1 MiB mostly. Express stops at 100 KiB unless it is told otherwise.",
    unless: rawJson,
    make: async (kit) => kit.request(await kit.written(padded(200 * 1024))),
  },
  {
    id: "long-unicode",
    title: "90 KiB of characters of three bytes",
    expect: "accepted",
    right: "A long body of characters of three bytes is accepted",
    level: "mend",
    wrong: "A genuine delivery of 90 KiB, in characters of three bytes, was refused",
    remedy:
      "Pieces of the body were decoded one by one, which breaks characters that lie across two. Join the bytes, verify them, then decode.",
    unless: rawJson,
    make: async (kit) => kit.request(await kit.written(padded(30 * 1024, "漢"))),
  },
  {
    id: "very-large",
    title: "a body of 2 MiB",
    expect: "accepted",
    right: "A body of 2 MiB is accepted",
    level: "mend",
    wrong: "A genuine delivery of 2 MiB was refused",
    remedy: "This provider sends bodies larger than that: raise the limit to its own.",
    unless: (kit) => rawJson(kit) || (!sendsMore(kit) && "-"),
    make: async (kit) => kit.request(await kit.written(padded(TWO_MIB))),
  },
  {
    id: "oversized",
    title: "a body of 2 MiB",
    expect: "refused",
    right: "A body of 2 MiB is refused",
    level: "mend",
    wrong: "A body of 2 MiB was taken in whole",
    remedy:
      "Whoever knows the address can fill your memory before any signature is checked. Stop reading at 1 MiB and answer 413.",
    unless: (kit) => rawJson(kit) || (sendsMore(kit) && "-"),
    make: async (kit) => kit.request(await kit.written(padded(TWO_MIB))),
  },
];
