import { randomBytes } from "node:crypto";

/** How many loops ask at once: one for each of 16 connections. */
export const LOOPS = 16;

export const retainMs = 7 * 86_400_000;

/** What the receiver hands to a store, for each loop. Made once: a signal costs more than a claim in memory. */
const given = Array.from({ length: LOOPS }, () => ({
  leaseMs: 15_000,
  retainMs,
  signal: new AbortController().signal,
}));

const options = (loop) => given[loop % LOOPS];

/** Keys of events that are new, in random order. */
export function freshKeys(count) {
  const bytes = randomBytes(18 * count);
  const id = (i) => bytes.toString("base64url", 18 * i, 18 * i + 18);
  return Array.from({ length: count }, (_, i) => `stripe:default:evt_${id(i)}`);
}

/** Some of these keys, in random order. */
export const someOf = (keys) => (count) =>
  Array.from({ length: count }, () => keys[Math.floor(Math.random() * keys.length)]);

/** Stops the measuring when a store did not answer what it should: such figures would be worth nothing. */
export function must(answer, expected) {
  if (answer !== expected) throw new Error(`the answer is ${answer} where ${expected} was expected`);
}

/** A first and a later delivery, as the receiver asks a store of the grade claimed. One store, or one for each loop. */
export function claimed(stores) {
  const of = (loop) => stores[loop % stores.length];
  const claim = async (key, loop = 0) => {
    const given = await of(loop).claim(key, options(loop));
    must(given.state, "claimed");
    return given.fence;
  };
  return {
    claim,
    first: async (key, loop = 0) => must(await of(loop).complete(key, await claim(key, loop), options(loop)), true),
    duplicate: async (key, loop = 0) => must((await of(loop).claim(key, options(loop))).state, "done"),
  };
}

/** The same of the grade transactional, with a handler that writes one row. */
export const transactional = (store, insert) => ({
  first: async (key, loop = 0) =>
    must((await store.run(key, given[loop], async (transaction) => insert(transaction, key))).state, "committed"),
  duplicate: async (key, loop = 0) =>
    must((await store.run(key, given[loop], async (transaction) => insert(transaction, key))).state, "done"),
});

/** As many loops, each of which takes the next key when it is ready. */
export async function inFlight(loops, keys, once) {
  let next = 0;
  await Promise.all(
    Array.from({ length: loops }, async (_, loop) => {
      while (next < keys.length) await once(keys[next++], loop);
    }),
  );
}

/** Nanoseconds for each key, with 16 loops. */
async function timed(keys, once) {
  const start = process.hrtime.bigint();
  await inFlight(LOOPS, keys, once);
  return Number(process.hrtime.bigint() - start) / keys.length;
}

/** Runs the candidates in turn, in many short rounds; gives the time for each key, round by round. */
export async function race(candidates, { rounds, perRound }) {
  const names = Object.keys(candidates);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -Math.ceil(rounds / 6); round < rounds; round++) {
    // To and fro, so that none always comes after the same neighbour.
    for (const name of round % 2 ? names : names.toReversed()) {
      const { keys = freshKeys, once } = candidates[name];
      const took = await timed(keys(perRound), once);
      if (round >= 0) times[name].push(took);
    }
  }
  return times;
}

const percentile = (list, share) => [...list].sort((a, b) => a - b)[Math.floor((list.length - 1) * share)];

export const perSecond = (times) => 1e9 / percentile(times, 0.5);

/**
 * How many times as long the one takes as the other. `quiet` compares their 10th percentiles, the cost on a quiet core;
 * `low` and `high` are the same in five blocks of rounds; `median` is that of the rounds' own ratios.
 */
export function compare(times, floor) {
  const quiet = (from, to) => percentile(times.slice(from, to), 0.1) / percentile(floor.slice(from, to), 0.1);
  const block = times.length / 5;
  const blocks = Array.from({ length: 5 }, (_, i) =>
    quiet(Math.floor(i * block), Math.max(1, Math.floor((i + 1) * block))),
  );
  const each = times.map((time, round) => time / floor[round]);
  return { quiet: quiet(), median: percentile(each, 0.5), low: Math.min(...blocks), high: Math.max(...blocks) };
}
