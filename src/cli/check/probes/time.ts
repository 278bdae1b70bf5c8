import { writeTimestamp } from "../../../testing/sign/write-timestamp.js";
import type { Kit } from "../kit.js";
import { layoutOf } from "../signature-place.js";
import type { PlainProbe } from "../types.js";
import { any, noHeader, noTime } from "./limits.js";

const DAY_MS = 86_400_000;

/** Far outside of what the provider's data allow. */
const far = ({ provider }: Kit): number => Math.max(DAY_MS, 2000 * (provider.toleranceSeconds ?? 300) + 3_600_000);

/** Deliveries that are genuine, at another time. */
export const TIME: readonly PlainProbe[] = [
  {
    id: "stale",
    title: "a delivery of days ago",
    expect: "refused",
    right: "A delivery that was signed a day ago or earlier is refused",
    level: "dangerous",
    wrong: "A delivery that was signed a day ago or earlier was accepted",
    remedy:
      "Whoever records one delivery can play it back for ever. Refuse a signed time that is older than five minutes.",
    unless: noTime,
    make: async (kit) => kit.request(await kit.sign(undefined, { timestamp: Date.now() - far(kit) })),
  },
  {
    id: "future",
    title: "a delivery of days ahead",
    expect: "refused",
    right: "A delivery that is dated a day ahead or later is refused",
    level: "mend",
    wrong: "A delivery that is dated a day ahead or later was accepted",
    remedy:
      "It can be played back until then. Refuse a signed time that lies ahead of your clock by more than five minutes.",
    unless: noTime,
    make: async (kit) => kit.request(await kit.sign(undefined, { timestamp: Date.now() + far(kit) })),
  },
  {
    id: "fresh-timestamp",
    title: "an old delivery with a new time written over",
    expect: "refused",
    right: "An old delivery with a new time written over it is refused",
    level: "dangerous",
    wrong: "An old delivery was accepted because a new time was written over it",
    remedy:
      "The time is checked and is not part of what is verified. Put it into the signed text, as the provider does.",
    unless: any(noHeader, noTime, ({ provider }) => {
      const isField = provider.scheme.covers.fields.includes("timestamp") && layoutOf(provider).format !== undefined;
      return !isField && "the time of this provider stands inside its body or token";
    }),
    make: async (kit) => {
      const old = Date.now() - far(kit);
      const request = kit.request(await kit.sign(undefined, { timestamp: old }));
      const { timestamp } = layoutOf(kit.provider);
      const [from, to] = [writeTimestamp(old, timestamp), writeTimestamp(Date.now(), timestamp)];
      return { ...request, headers: request.headers.map(([name, value]) => [name, value.replace(from, to)]) };
    },
  },
];
