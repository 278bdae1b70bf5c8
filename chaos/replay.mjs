import { isDeepStrictEqual } from "node:util";
import { randomPath } from "./model.mjs";

// Ties the model to a store: ways through the model, step by step over the real thing, with every answer compared.

const RETAIN_MS = 3_600_000;
const HELD_MS = 60_000;

/**
 * @param {{ store: any, lapse(): Promise<void> | void }} site `lapse` lets a lease of 1 ms run out
 * @param {number} paths how many
 * @returns {Promise<{ paths: number, answers: number, differences: string[] }>}
 */
export async function replay({ store, lapse }, paths, random) {
  const options = (leaseMs) => ({ leaseMs, retainMs: RETAIN_MS, signal: new AbortController().signal });
  const tally = { paths, answers: 0, differences: [] };
  const compare = (key, call, answer, expected) => {
    tally.answers++;
    if (isDeepStrictEqual(answer, expected)) return true;
    tally.differences.push(
      `${key} ${JSON.stringify(call)}: ${JSON.stringify(answer)}, not ${JSON.stringify(expected)}`,
    );
    return false;
  };
  for (let i = 0; i < paths; i++) {
    const key = `chaos:replay:${i}`;
    /** The store's fence for each fence of the model. */
    const fences = new Map();
    for (const call of randomPath(random)) {
      const fence = fences.get(call.fence);
      if (call.op === "lapse") {
        // The holder cuts its lease short, and lets it run out.
        compare(key, call, await store.extend(key, fence, options(1)), true);
        await lapse();
      } else if (call.op === "claim") {
        const { state, fence: given, attempt } = await store.claim(key, options(HELD_MS));
        const answer = attempt === undefined ? { state } : { state, attempt };
        const { fence: named, ...expected } = call.answer;
        if (!compare(key, call, answer, expected)) break;
        if (state !== "claimed") continue;
        compare(key, call, given > Math.max(0, ...fences.values()), true);
        fences.set(named, given);
      } else if (!compare(key, call, await store[call.op](key, fence, options(HELD_MS)), call.answer)) break;
    }
  }
  return tally;
}
