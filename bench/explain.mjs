// How often the right cause stands first, by cause: broken deliveries of test/explain/corpus, and forged ones.
import { explain } from "hookonce/explain";
import { corpus, forgeries, optionsOf } from "../test/explain/cases.mjs";

const loaded = new Map();
async function load(id) {
  if (!loaded.has(id)) loaded.set(id, Object.values(await import(`hookonce/providers/${id}`))[0]);
  return loaded.get(id);
}

const rows = new Map();
const times = [];
for (const one of corpus) {
  const options = await optionsOf(one, load);
  const start = performance.now();
  const { findings, checks } = await explain(options);
  times.push(performance.now() - start);
  const row = rows.get(one.cause) ?? { cases: 0, first: 0, certain: 0, checks: 0, instead: [] };
  const [found] = findings;
  const right = found?.cause === one.cause;
  row.cases++;
  row.first += right;
  row.certain += right && found.certainty === "certain";
  row.checks += checks;
  if (!right) row.instead.push(found?.cause ?? "nothing");
  rows.set(one.cause, row);
}

const cell = (value, width = 8) => String(value).padStart(width);
console.log(`${"cause".padEnd(20)}${cell("cases")}${cell("first")}${cell("certain")}${cell("checks")}`);
for (const [cause, { cases, first, certain, checks, instead }] of [...rows].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const numbers = [cases, first, certain, Math.round(checks / cases)].map((value) => cell(value)).join("");
  console.log(`${cause.padEnd(20)}${numbers}${instead.length ? `  instead: ${instead.join(", ")}` : ""}`);
}
const sum = (name) => [...rows.values()].reduce((all, row) => all + row[name], 0);
const share = ((100 * sum("first")) / sum("cases")).toFixed(1);
times.sort((a, b) => a - b);
const at = (part) => times[Math.floor((times.length - 1) * part)].toFixed(1);
console.log(
  `\n${sum("first")} of ${sum("cases")} first (${share} %), aim at least 95 %; ${sum("certain")} of them certain`,
);
console.log(`time for one: median ${at(0.5)} ms, 95 % within ${at(0.95)} ms`);

let wrong = 0;
const forged = forgeries(200, Number(process.argv[2] ?? 20_261_125));
for (const one of forged) {
  const { findings } = await explain(await optionsOf(one, load));
  wrong += findings.some(({ certainty }) => certainty === "certain");
}
console.log(`${wrong} of ${forged.length} forged deliveries with a certain finding, aim 0`);
process.exitCode = wrong || share < 95 ? 1 : 0;
