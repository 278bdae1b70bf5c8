import { setTimeout as sleep } from "node:timers/promises";
import { BOUNDS, explore } from "./model.mjs";
import { BROKEN_STORES } from "./model-store.mjs";
import { runRaces } from "./races.mjs";
import { createRandom } from "./random.mjs";
import { replay } from "./replay.mjs";
import { modelTable, raceTable, replayTable, scenarioTable, tripTable } from "./report.mjs";
import { runScenario } from "./scenario.mjs";
import { openStore, prepare } from "./stores.mjs";

// The parts of the proof. Each gives rows, how to print them, and what it found wrong.

/** @typedef {{ title: string, rows: object[], print(rows: object[]): string, violations: string[] }} Part */

/** @returns {Promise<Part>} */
export async function modelPart({ long }) {
  const violations = [];
  const bounds = Object.entries(BOUNDS).map(([name, count]) => `${count} ${name}`);
  const whole = explore({ symmetric: !long });
  if (whole.fault) violations.push(`model: ${whole.fault}: ${whole.trace.join("; ")}`);
  const rows = [{ store: "as in the contract", ...whole, verdict: whole.fault ?? "no fault" }];
  for (const [store, broken] of Object.entries(BROKEN_STORES)) {
    const { states, transitions, fault, trace } = explore({ store: broken });
    if (!fault) violations.push(`model: a store with ${store} passed`);
    rows.push({ store, states, transitions, verdict: fault ? `${fault}: ${trace.join("; ")}` : "no fault" });
  }
  const named = long ? "" : ", states that differ only in which node is which taken for one";
  return { title: `Model: ${bounds.join(", ")}${named}`, rows, print: modelTable, violations };
}

/** @returns {Promise<Part>} */
export async function roundTripsPart({ engine, store }) {
  const { CLIENTS_OF, countRoundTrips, expectedOf } = await import("./round-trips.mjs");
  const rows = [];
  for (const client of CLIENTS_OF[store] ?? []) rows.push(...(await countRoundTrips(engine, client)));
  for (const row of rows) row.expected = expectedOf(row.what, row.client);
  const violations = rows
    .filter(({ trips, expected }) => trips !== expected)
    .map(({ client, what, trips, expected }) => `${client}: ${what}: ${trips} round trips, not ${expected}`);
  return { title: "Round trips", rows, print: tripTable, violations };
}

/** @returns {Promise<Part>} */
export async function racesPart({ engine, store, seed, long }) {
  const tally = await runRaces({ engine: store, url: engine.url }, long ? 10_000 : 1000, createRandom(seed));
  const violations = [];
  if (tally.accepted) violations.push(`${store}: ${tally.accepted} operations of stale runs accepted`);
  if (tally.wrong) violations.push(`${store}: ${tally.wrong} wrong answers in races`);
  return { title: "Take-over races", rows: [{ store, ...tally }], print: raceTable, violations };
}

/** @returns {Promise<Part>} */
export async function replayPart({ engine, store, seed, long }) {
  const site = { engine: store, grade: "claimed", url: engine.url };
  await prepare(site);
  const opened = await openStore(site);
  try {
    const lapse = () => sleep(3);
    const { paths, answers, differences } = await replay({ ...opened, lapse }, long ? 1000 : 100, createRandom(seed));
    const rows = [{ store, paths, answers, different: differences.length }];
    return { title: "Model against store", rows, print: replayTable, violations: differences };
  } finally {
    await opened.close();
  }
}

/** @returns {Promise<Part>} */
export async function scenariosPart({ engine, store, seed, deliveries, kills, restarts, sabotage, grades, weathers }) {
  const runs = [
    { grade: "claimed", weather: "calm" },
    { grade: "claimed", weather: "storm" },
    { grade: "transactional", weather: "storm" },
  ].filter(({ grade, weather }) => {
    return grades.includes(grade) && weathers.includes(weather) && (grade === "claimed" || store !== "redis");
  });
  const rows = [];
  for (const [i, { grade, weather }] of runs.entries()) {
    const plan = {
      grade,
      storm: weather === "storm",
      deliveries,
      kills,
      restarts,
      sabotage,
      seed: seed + i,
      serial: i,
    };
    rows.push(await runScenario({ ...plan, engine, store }));
  }
  const violations = rows.flatMap(({ violations, scenario, grade }) =>
    violations.map((violation) => `${store}, ${grade}, ${scenario}: ${violation}`),
  );
  return { title: "Scenarios", rows, print: scenarioTable, violations };
}
