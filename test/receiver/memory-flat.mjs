// Run with --expose-gc. Prints what it holds in bytes after 1, 5 and 10 million distinct ids, and what the store still knows.
import { memoryStore } from "hookonce";

let now = 1_800_000_000_000;
const store = memoryStore({ maxEntries: 20_000, clock: () => now });
const options = { leaseMs: 15_000, retainMs: 7 * 86_400_000, signal: new AbortController().signal };
const BATCH = 100;
const MARKS = [1_000_000, 5_000_000, 10_000_000];
const heaps = [];

const claimAll = (first) => {
  const claims = [];
  for (let id = first; id < first + BATCH; id++) claims.push(store.claim(`evt_${id}`, options));
  return Promise.all(claims);
};

// One run lasts all the while.
await store.claim("slow", { ...options, leaseMs: 86_400_000 });

for (let first = 0; first < 10_000_000; first += BATCH) {
  const claims = await claimAll(first);
  const settled = [];
  // The first of a batch crashes without a word, the next one fails, the others are done.
  for (let i = 1; i < BATCH; i++) {
    if (claims[i].state !== "claimed") throw new Error(`evt_${first + i} is ${claims[i].state}`);
    settled.push(store[i === 1 ? "release" : "complete"](`evt_${first + i}`, claims[i].fence, options));
  }
  await Promise.all(settled);
  now += 10;
  if (!MARKS.includes(first + BATCH)) continue;
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  heaps.push(heapUsed + arrayBuffers);
}

const stateOf = async (key) => (await store.claim(key, options)).state;
console.log(
  JSON.stringify({
    heaps,
    slow: await stateOf("slow"),
    last: await stateOf("evt_9999999"),
    first: await stateOf("evt_2"),
  }),
);
