import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { memoryStore } from "hookonce";
import { whole } from "./figures.mjs";
import { claimed, freshKeys, race, someOf } from "./measure.mjs";

const exec = promisify(execFile);
const CHILD = fileURLToPath(new URL("memory-child.mjs", import.meta.url));

/** A process of its own for each size: a large heap must not slow down the small one beside it. */
async function child(...args) {
  const { stdout } = await exec(process.execPath, ["--expose-gc", CHILD, ...args.map(String)]);
  return JSON.parse(stdout);
}

/** The engine of memory is a Set; what stands between is a promise for each answer. */
const bareSet = () => {
  const seen = new Set();
  return {
    seen,
    once: async (key) => {
      const known = seen.has(key);
      if (!known) seen.add(key);
      return known;
    },
  };
};

export async function measureMemory(figures, { few, many, quick }) {
  const store = claimed([memoryStore({ maxEntries: many })]);
  const bare = bareSet();
  const known = freshKeys(few);
  for (const key of known) {
    await store.first(key);
    bare.seen.add(key);
  }
  const times = await race(
    {
      floorFirst: { once: bare.once },
      first: { once: store.first },
      floorDuplicate: { keys: someOf(known), once: bare.once },
      duplicate: { keys: someOf(known), once: store.duplicate },
    },
    quick ? { rounds: 10, perRound: 200 } : { rounds: 100, perRound: 2000 },
  );
  figures.against("memory", "firsts, floor: a bare Set", times.first, times.floorFirst);
  figures.against("memory", "duplicates, floor: a bare Set", times.duplicate, times.floorDuplicate);

  const { bytes } = await child("heap", Math.min(many, 100_000));
  figures.bytes("memory", `bytes per event, ${whole(Math.min(many, 100_000))} events`, bytes, 240);

  const grown = { few: { first: [], duplicate: [] }, many: { first: [], duplicate: [] } };
  for (let i = 0; i < (quick ? 1 : 5); i++) {
    for (const [size, count] of Object.entries({ few, many })) {
      const measured = await child("speed", count);
      for (const [what, list] of Object.entries(measured)) grown[size][what].push(...list);
    }
  }
  for (const what of ["first", "duplicate"]) {
    figures.growth(
      "memory",
      `${what}s, from ${whole(few)} to ${whole(many)} events`,
      grown.many[what],
      grown.few[what],
    );
  }
}
