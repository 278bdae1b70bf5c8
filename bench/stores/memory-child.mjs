// Run with --expose-gc. Prints bytes per event (heap), or the times of firsts and duplicates in a full store (speed).
import { memoryStore } from "hookonce";
import { claimed, freshKeys, race, someOf } from "./measure.mjs";

const [what, count] = [process.argv[2], Number(process.argv[3])];
const CHUNK = 1000;

/** A store that is full: every further event drops the oldest, so that it stays at this size. */
async function filled() {
  const store = claimed([memoryStore({ maxEntries: count })]);
  for (let done = 0; done < count; done += CHUNK) {
    for (const key of freshKeys(Math.min(CHUNK, count - done))) await store.first(key);
  }
  return store;
}

const heap = () => {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

async function bytes() {
  // What compiled code and caches take is there before the first look.
  await claimed([memoryStore()]).first(freshKeys(1)[0]);
  const before = heap();
  const store = await filled();
  const taken = heap() - before;
  // The store is in use until here.
  await store.first(freshKeys(1)[0]);
  return { bytes: taken / count };
}

async function speed() {
  const store = await filled();
  const known = freshKeys(Math.min(count / 2, 100_000));
  for (const key of known) await store.first(key);
  const rounds = { rounds: 30, perRound: Math.min(count, 5000) };
  const duplicates = await race({ duplicate: { keys: someOf(known), once: store.duplicate } }, rounds);
  return { ...duplicates, ...(await race({ first: { once: store.first } }, rounds)) };
}

console.log(JSON.stringify(await (what === "heap" ? bytes() : speed())));
