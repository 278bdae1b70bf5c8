// The proof, over real processes and real engines. Ends with 1 when anything was lost, doubled or accepted that must not be.
// node chaos/chaos.mjs [--seed n] [--deliveries n] [--kills n] [--restarts n] [--only name]… [--long] [--json file] [--sabotage way]
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { cleanUp, cleanUpOnSignals } from "./cleanup.mjs";
import { isThere, startEngine } from "./engines.mjs";
import { modelPart, racesPart, replayPart, roundTripsPart, scenariosPart } from "./parts.mjs";
import { SABOTAGE } from "./sabotage.mjs";

const STORES = ["memory", "redis", "postgres", "sqlite"];
const PARTS = ["model", "races", "round-trips", "scenarios"];
const GRADES = ["claimed", "transactional"];
const WEATHERS = ["calm", "storm"];
/** What `--only` takes; of each kind, all when none is named. */
const NAMES = [...STORES, ...PARTS, ...GRADES, ...WEATHERS];

/** How many violations are printed of each part. */
const SHOWN = 20;

function readOptions() {
  const { values } = parseArgs({
    options: {
      seed: { type: "string" },
      deliveries: { type: "string", default: "600" },
      kills: { type: "string", default: "6" },
      restarts: { type: "string" },
      only: { type: "string", multiple: true, default: [] },
      long: { type: "boolean", default: false },
      json: { type: "string" },
      sabotage: { type: "string" },
    },
  });
  const whole = (name, text) => {
    const number = Number(text);
    if (!Number.isSafeInteger(number) || number < 1) throw new Error(`--${name} is a whole number from 1`);
    return number;
  };
  for (const name of values.only) {
    if (!NAMES.includes(name)) throw new Error(`--only is one of ${NAMES.join(", ")}`);
  }
  if (values.sabotage && !SABOTAGE[values.sabotage]) {
    throw new Error(`--sabotage is one of ${Object.keys(SABOTAGE).join(", ")}`);
  }
  const among = (all) => {
    const named = all.filter((name) => values.only.includes(name));
    return named.length ? named : all;
  };
  const kills = values.long ? 1000 : whole("kills", values.kills);
  return {
    ...values,
    seed: values.seed ? whole("seed", values.seed) : 1 + Math.floor(Math.random() * 2 ** 31),
    deliveries: values.long ? 100_000 : whole("deliveries", values.deliveries),
    kills,
    restarts: values.restarts ? whole("restarts", values.restarts) : Math.ceil(kills / 100),
    stores: among(STORES),
    parts: among(PARTS),
    grades: among(GRADES),
    weathers: among(WEATHERS),
  };
}

async function run({ stores, parts, ...given }) {
  const done = [];
  const finish = (part) => {
    const same = done.find(({ title }) => title === part.title);
    if (same) {
      same.rows.push(...part.rows);
      same.violations.push(...part.violations);
    } else done.push(part);
  };
  // The model needs no store: with only a store named it runs all the same.
  if (parts.includes("model")) finish(await modelPart(given));
  for (const store of stores) {
    if (!isThere(store)) continue;
    console.error(`${store} …`);
    const engine = await startEngine(store);
    const options = { ...given, engine, store };
    if (parts.includes("round-trips")) finish(await roundTripsPart(options));
    if (parts.includes("races")) {
      finish(await racesPart(options));
      finish(await replayPart(options));
    }
    // What lives in one process cannot be shared by several.
    if (parts.includes("scenarios") && store !== "memory") finish(await scenariosPart(options));
    await engine.stop();
  }
  return done.filter(({ rows }) => rows.length);
}

cleanUpOnSignals();
try {
  const options = readOptions();
  console.log(`seed ${options.seed}`);
  const started = performance.now();
  const parts = await run(options);
  const violations = parts.flatMap((part) => part.violations);
  for (const { title, rows, print } of parts) console.log(`\n${title}\n\n${print(rows)}`);
  console.log(`\n${violations.length} violations; ${Math.round((performance.now() - started) / 1000)} s`);
  for (const violation of violations.slice(0, SHOWN)) console.log(`- ${violation}`);
  if (options.json) {
    const { seed, deliveries, kills } = options;
    const tables = parts.map(({ title, rows }) => ({ title, rows }));
    writeFileSync(options.json, `${JSON.stringify({ seed, deliveries, kills, violations, tables }, null, 2)}\n`);
  }
  process.exitCode = violations.length ? 1 : 0;
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await cleanUp();
}
