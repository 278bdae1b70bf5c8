import { redisStore } from "hookonce/stores/redis";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { hasEngine, startRedis } from "../../scripts/engines.mjs";
import { claimed, freshKeys, inFlight, must, retainMs } from "../stores/measure.mjs";

export const aims = [11];

/** One connection of each client, and what two bare claims are through it. */
const CLIENTS = {
  ioredis: {
    open: async (url) => new Redis(url),
    set: (client, key) => client.set(key, "1", "PX", retainMs, "NX"),
    close: (client) => client.quit(),
  },
  "node-redis": {
    open: (url) => createClient({ url }).connect(),
    set: (client, key) => client.set(key, "1", { expiration: { type: "PX", value: retainMs }, condition: "NX" }),
    close: (client) => client.close(),
  },
};

/** A delivery is claimed and completed; beside it two keys are set, one after the other. */
function candidates(client, set, atOnce, count) {
  const { first } = claimed([redisStore(client)]);
  const bare = async (key) => {
    must(await set(client, `floor:1:${key}`), "OK");
    must(await set(client, `floor:2:${key}`), "OK");
  };
  return {
    ours: () => inFlight(atOnce, freshKeys(count), first),
    bare: () => inFlight(atOnce, freshKeys(count), bare),
  };
}

export async function measure({ report, quick, race }) {
  if (!hasEngine("redis")) return report.note("redis-server is not installed: not measured.");
  const engine = await startRedis();
  const rounds = quick ? 10 : 60;
  try {
    for (const [name, { open, set, close }] of Object.entries(CLIENTS)) {
      const client = await open(engine.url);
      for (const [atOnce, count, bound] of [
        [256, 2048, { least: 1.5 }],
        [32, 512, {}],
        [1, 64, { least: 0.9 }],
      ]) {
        const times = await race(candidates(client, set, atOnce, count), { rounds, perRound: 1 });
        const what = `Redis, ${name}, ${atOnce} in flight: claim + complete, times as fast as two SET NX PX`;
        report.ratio({ aim: 11, what, of: times.bare, to: times.ours, ...bound });
      }
      await close(client);
    }
  } finally {
    await engine.stop();
  }
  report.note(
    "A call is a script, because it must compare and write in one step: with one in flight the server works " +
      "longer for it than for a SET.",
  );
}
