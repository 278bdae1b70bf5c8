import { redisStore } from "hookonce/stores/redis";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { hasEngine, startRedis } from "../../scripts/engines.mjs";
import { whole } from "./figures.mjs";
import { claimed, freshKeys, LOOPS, must, race, retainMs, someOf } from "./measure.mjs";
import { versionOf } from "./versions.mjs";

const CHUNK = 1000;

/** Writes a dumped value under each of the keys, with an expiry as every record has. */
const RESTORE = `for i = 3, #ARGV do redis.call("RESTORE", ARGV[i], ARGV[1], ARGV[2]) end`;

/** 16 connections of each client, to one of the databases of the server, and what the floor says through them. */
const CLIENTS = {
  ioredis: {
    open: async (url, db) => Array.from({ length: LOOPS }, () => new Redis(`${url}/${db}`)),
    floor: (client, key) => client.set(key, "1", "PX", retainMs, "NX"),
    close: (client) => client.quit(),
  },
  "node-redis": {
    open: (url, db) =>
      Promise.all(Array.from({ length: LOOPS }, () => createClient({ url: `${url}/${db}` }).connect())),
    floor: (client, key) => client.set(key, "1", { expiration: { type: "PX", value: retainMs }, condition: "NX" }),
    close: (client) => client.close(),
  },
};

/** Copies what is there under one key to others. */
async function fill(redis, sample, keys) {
  const dump = await redis.dumpBuffer(sample);
  for (let from = 0; from < keys.length; from += CHUNK) {
    await redis.eval(RESTORE, 0, retainMs, dump, ...keys.slice(from, from + CHUNK));
  }
}

/** A database with as many finished events, the first of them written by the store itself. */
async function filled(redis, store, count) {
  await redis.flushdb();
  const [own, ...keys] = freshKeys(count);
  await store.first(own);
  const [written, ...others] = await redis.keys("*");
  must(others.length, 0);
  const prefix = written.slice(0, -own.length);
  await fill(
    redis,
    written,
    keys.map((key) => prefix + key),
  );
  return { known: [own, ...keys], prefix };
}

const usedMemory = async (redis) => Number(/used_memory:(\d+)/.exec(await redis.info("memory"))[1]);

async function measureRates(figures, url, admin, { few, rounds }) {
  for (const [name, { open, floor, close }] of Object.entries(CLIENTS)) {
    const clients = await open(url, 0);
    const store = claimed(clients.map((client) => redisStore(client)));
    const { known } = await filled(admin, store, few);
    const bare = known.map((key) => `floor:${key}`);
    await admin.set(bare[0], "1", "PX", retainMs);
    await fill(admin, bare[0], bare.slice(1));
    const once = (answer) => async (key, loop) => must(await floor(clients[loop], key), answer);
    const times = await race(
      {
        floorFirst: { keys: (count) => freshKeys(count).map((key) => `floor:${key}`), once: once("OK") },
        first: { once: store.first },
        floorDuplicate: { keys: someOf(bare), once: once(null) },
        duplicate: { keys: someOf(known), once: store.duplicate },
      },
      rounds,
    );
    figures.against(`Redis, ${name}`, "firsts, floor: SET NX PX", times.first, times.floorFirst);
    figures.against(`Redis, ${name}`, "duplicates, floor: SET NX PX", times.duplicate, times.floorDuplicate, 1.3);
    await Promise.all(clients.map(close));
  }
}

async function measureGrowth(figures, url, { few, many, rounds }) {
  const { open, close } = CLIENTS.ioredis;
  const sizes = {};
  for (const [db, count] of Object.entries([few, many])) {
    const clients = await open(url, db);
    const store = claimed(clients.map((client) => redisStore(client)));
    await clients[0].flushdb();
    const before = await usedMemory(clients[0]);
    const { known, prefix } = await filled(clients[0], store, count);
    sizes[count] = { clients, known, prefix, ...store, bytes: (await usedMemory(clients[0])) - before };
  }
  const large = sizes[many];
  let usage = 0;
  for (const key of someOf(large.known)(1000)) usage += await large.clients[0].memory("USAGE", large.prefix + key);
  figures.bytes("Redis", `bytes per event, MEMORY USAGE`, usage / 1000, 200);
  figures.bytes("Redis", `bytes per event, used_memory, ${whole(many)} events`, large.bytes / many, 200);

  const candidates = {};
  for (const [count, { known, first, duplicate }] of Object.entries(sizes)) {
    candidates[`firsts ${count}`] = { once: first };
    candidates[`duplicates ${count}`] = { keys: someOf(known), once: duplicate };
  }
  const times = await race(candidates, rounds);
  for (const what of ["firsts", "duplicates"]) {
    const figure = `${what}, from ${whole(few)} to ${whole(many)} events`;
    figures.growth("Redis, ioredis", figure, times[`${what} ${many}`], times[`${what} ${few}`]);
  }
  await Promise.all(Object.values(sizes).flatMap(({ clients }) => clients.map(close)));
}

export async function measureRedis(figures, { few, many, quick }) {
  if (!hasEngine("redis")) return [];
  const engine = await startRedis();
  const admin = new Redis(engine.url);
  try {
    const rounds = quick ? { rounds: 5, perRound: 200 } : { rounds: 80, perRound: 1000 };
    await measureRates(figures, engine.url, admin, { few, rounds });
    await measureGrowth(figures, engine.url, { few, many, rounds: quick ? rounds : { rounds: 40, perRound: 250 } });
    const [, version] = /redis_version:(\S+)/.exec(await admin.info("server"));
    return [`Redis ${version}`, versionOf("ioredis"), `node-redis ${versionOf("redis").slice(6)}`];
  } finally {
    admin.disconnect();
    await engine.stop();
  }
}
