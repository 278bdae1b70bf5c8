import { body } from "./body.js";
import { header } from "./header.js";
import { otherProvider } from "./other-provider.js";
import type { Prover } from "./prover.js";
import { secret } from "./secret.js";
import { signatureHeaders } from "./situation.js";
import { timeReasons, timestampIdeas } from "./time.js";
import type { Certainty, Change, Clue, Family, Idea, Reason, Situation } from "./types.js";
import { url } from "./url.js";

type Found = Reason & { readonly certainty: Certainty };

const time: Family = { ideas: timestampIdeas, clues: () => [] };

/** In the order in which they are tried: the few and cheap before the many. */
const FAMILIES: readonly Family[] = [otherProvider, time, header, secret, url, body];

/** What two faults at once are tried of, the likelier couples first. */
const COUPLES: readonly (readonly [Family, Family])[] = [
  [secret, body],
  [header, body],
  [url, body],
  [header, secret],
  [url, secret],
  [header, url],
];
const PER_FAMILY = 40;

const certain = (reasons: readonly Reason[]): Found[] => reasons.map((reason) => ({ ...reason, certainty: "certain" }));

async function take(ideas: Iterable<Idea> | AsyncIterable<Idea>, most: number): Promise<Idea[]> {
  const taken: Idea[] = [];
  for await (const idea of ideas) {
    taken.push(idea);
    if (taken.length >= most) break;
  }
  return taken;
}

const UNREAD = /^(SIGNATURE_(MISSING|DUPLICATED|MALFORMED)|TIMESTAMP_(MISSING|MALFORMED))$/;

/** The families without which nothing can hold: no usable secret, or a header that cannot be read. */
function neededBy(situation: Situation): readonly Family[] | undefined {
  if (situation.configCode !== undefined) return [otherProvider, secret];
  const { looksInside } = situation.provider.scheme;
  const unread = UNREAD.test(situation.code) && !looksInside && signatureHeaders(situation).length > 0;
  return unread ? [otherProvider, time, header] : undefined;
}

/** The first change under which the signature holds: none, one, or two of different families. */
async function prove(situation: Situation, prover: Prover): Promise<Idea | undefined> {
  if (await prover.holds()) return { reasons: [], change: {} };
  const needed = neededBy(situation);
  for (const family of needed ?? FAMILIES) {
    for await (const idea of family.ideas(situation)) {
      if (await prover.holds(idea.change)) return idea;
      if (prover.spent()) return;
    }
  }
  for (const [one, other] of COUPLES) {
    if (needed && !needed.includes(one) && !needed.includes(other)) continue;
    const [first, second] = [
      await take(one.ideas(situation), PER_FAMILY),
      await take(other.ideas(situation), PER_FAMILY),
    ];
    for (const left of first) {
      for (const right of second) {
        const change: Change = {
          ...left.change,
          ...right.change,
          options: { ...left.change.options, ...right.change.options },
        };
        if (await prover.holds(change)) return { reasons: [...left.reasons, ...right.reasons], change };
        if (prover.spent()) return;
      }
    }
  }
  return;
}

const order = (a: Clue, b: Clue) =>
  +(a.certainty === "possible") - +(b.certainty === "possible") || b.weight - a.weight;

/** What is left when nothing could be proven: what the shape says, each cause once. */
function guess(situation: Situation, families: readonly Family[] = FAMILIES): Found[] {
  const clues = families.flatMap((family) => [...family.clues(situation)]).sort(order);
  const seen = new Set<string>();
  return clues
    .filter(({ cause }) => !seen.has(cause) && seen.add(cause))
    .map(({ cause, certainty, evidence }) => ({ cause, certainty, evidence }));
}

/** The reasons of a refusal, the surest first. */
export async function search(
  situation: Situation,
  prover: Prover,
  nowMs: number,
  toleranceSeconds: number,
): Promise<Found[]> {
  const proof = await prove(situation, prover);
  if (!proof) return guess(situation);
  const timed = await prover.timed(proof.change);
  const found = certain([...proof.reasons, ...timeReasons(situation, timed, nowMs, toleranceSeconds)]);
  // It holds, and yet it was refused: for what the receiver does not take.
  return found.length ? found : guess(situation, [header, body]);
}
