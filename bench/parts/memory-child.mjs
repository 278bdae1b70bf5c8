// One way to remember ids, in a process of its own. Asked for so many batches of 1,000 new ids, it says how long each took.
import { memoryStore } from "hookonce";
import { fingerprintStore } from "hookonce/stores/fingerprint";
import { freshKeys } from "../stores/measure.mjs";

const BATCH = 1000;
const [kind, size] = [process.argv[2], Number(process.argv[3])];
const options = { leaseMs: 15_000, retainMs: 7 * 86_400_000, signal: new AbortController().signal };

/** Remembers at least `size` ids, and twice as many at the most. */
function twoGenerations() {
  let young = new Set();
  let old = new Set();
  return (keys) => {
    for (const key of keys) {
      if (young.has(key) || old.has(key)) throw new Error(`${key} is known`);
      young.add(key);
      if (young.size < size) continue;
      old = young;
      young = new Set();
    }
  };
}

function claimAndComplete(store) {
  return async (keys) => {
    for (const key of keys) {
      const claim = await store.claim(key, options);
      if (claim.state !== "claimed") throw new Error(`${key} is ${claim.state}`);
      if (!(await store.complete(key, claim.fence, options))) throw new Error(`${key} is lost`);
    }
  };
}

/** What every store of promises costs, and what the machine does to it. */
const nothing = () => ({
  claim: async () => ({ state: "claimed", fence: 1, attempt: 1 }),
  complete: async () => true,
});

const kinds = {
  nothing: () => claimAndComplete(nothing()),
  set: twoGenerations,
  exact: () => claimAndComplete(memoryStore({ maxEntries: size })),
  fingerprint: () => claimAndComplete(fingerprintStore({ maxEntries: size })),
};
const run = kinds[kind]();

const held = () => {
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};
const before = held();

process.on("message", async ({ batches, bytes }) => {
  const answer = { ns: [], cpuMs: [] };
  for (let i = 0; i < batches; i++) {
    const keys = freshKeys(BATCH);
    const cpu = process.cpuUsage();
    const start = process.hrtime.bigint();
    await run(keys);
    answer.ns.push(Number(process.hrtime.bigint() - start) / BATCH);
    const { user, system } = process.cpuUsage(cpu);
    answer.cpuMs.push((user + system) / 1000);
  }
  if (bytes) answer.bytes = (held() - before) / size;
  process.send(answer);
});
process.on("disconnect", () => process.exit());
