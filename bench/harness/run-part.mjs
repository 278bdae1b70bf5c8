// One part in a process of its own, so that no part warms up or fills the heap of another. Started by bench.mjs.
// A part exports `aims`, the rows of the table of aims that it measures, and `measure({ report, race, quick })`.
import { quickRace, race } from "./race.mjs";
import { createReport } from "./report.mjs";

const [name, quick] = process.argv.slice(2);
const { aims = [], measure } = await import(`../parts/${name}.mjs`);
const report = createReport();
const start = performance.now();
await measure({ report, quick: quick === "quick", race: quick === "quick" ? quickRace : race });
const { figures, notes } = report;
const seconds = Math.round(performance.now() - start) / 1000;
process.send({ part: name, aims, figures, notes, seconds }, () => process.disconnect());
