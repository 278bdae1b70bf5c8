import { setTimeout as sleep } from "node:timers/promises";
import { openStore, prepare } from "./stores.mjs";

// A run whose lease is over completes, releases and extends, beside the run that has taken over: nothing of it may be accepted.

const AT_ONCE = 32;
const RETAIN_MS = 3_600_000;
const HELD_MS = 60_000;
/** A lease of 1 ms is over by then. */
const LAPSE_MS = 3;

const options = (leaseMs) => ({ leaseMs, retainMs: RETAIN_MS, signal: new AbortController().signal });

/** Claims until it is given. */
async function take(store, key, leaseMs) {
  for (let i = 0; i < 1000; i++) {
    const claim = await store.claim(key, options(leaseMs));
    if (claim.state === "claimed") return claim;
    await sleep(1);
  }
  throw new Error(`${key} cannot be claimed`);
}

/** The stale run against the one that has taken over, and against a third claim, all at once. */
async function afterTakeOver(random, stale, fresh, key) {
  const { fence } = await take(stale, key, 1);
  await sleep(LAPSE_MS);
  const taken = await take(fresh, key, HELD_MS);
  const own = random.pick(["complete", "release", "extend"]);
  const calls = random.shuffle([
    ["complete", stale, fence],
    ["release", stale, fence],
    ["extend", stale, fence],
    [own, fresh, taken.fence],
    ["claim", stale],
  ]);
  const answers = await Promise.all(
    calls.map(([name, store, own]) =>
      name === "claim" ? store.claim(key, options(HELD_MS)) : store[name](key, own, options(HELD_MS)),
    ),
  );
  const accepted = calls.filter(([, , used], i) => used === fence && answers[i] !== false).length;
  const refused = calls.some(([, , used], i) => used === taken.fence && answers[i] !== true);
  const third = answers[calls.findIndex(([name]) => name === "claim")];
  // Once the holder has released, a further claim may be given, under a fence of its own; the holder's extend cannot be first then.
  const wrongThird = third.state === "claimed" && (own !== "release" || third.fence <= taken.fence);
  return { accepted, wrong: Number(taken.fence <= fence) + Number(refused) + Number(wrongThird) };
}

/** The stale run's word races with the take-over itself: one of them comes first, and the other is refused. */
async function withTakeOver(random, stale, fresh, key) {
  const { fence } = await take(stale, key, 1);
  await sleep(LAPSE_MS);
  const name = random.pick(["complete", "extend"]);
  const claim = () => fresh.claim(key, options(HELD_MS));
  const say = () => stale[name](key, fence, options(HELD_MS));
  let both;
  if (random.below(2)) both = await Promise.all([say(), claim()]);
  else both = (await Promise.all([claim(), say()])).reverse();
  const [said, { state }] = both;
  return { accepted: Number(said && state === "claimed"), wrong: Number(!said && state !== "claimed") };
}

/**
 * @param {{ engine: string, url: string }} site
 * @returns {Promise<{ races: number, accepted: number, wrong: number }>} `accepted` counts operations of stale runs that were taken
 */
export async function runRaces(site, races, random) {
  const claimed = { ...site, grade: "claimed" };
  await prepare(claimed);
  const one = await openStore(claimed);
  // In memory there is one store for all: its process.
  const other = site.engine === "memory" ? one : await openStore(claimed);
  const tally = { races, accepted: 0, wrong: 0 };
  let next = 0;
  const loop = async () => {
    for (let i = next++; i < races; i = next++) {
      const race = i % 4 === 3 ? withTakeOver : afterTakeOver;
      const pair = i % 2 ? [one.store, other.store] : [other.store, one.store];
      const { accepted, wrong } = await race(random, ...pair, `chaos:race:${i}`);
      tally.accepted += accepted;
      tally.wrong += wrong;
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, loop));
  } finally {
    await one.close();
    if (other !== one) await other.close();
  }
  return tally;
}
