/** Columns of the table of scenarios, in their order. */
const COLUMNS = {
  scenario: "scenario",
  store: "store",
  grade: "grade",
  deliveries: "deliveries",
  events: "events",
  attempts: "attempts",
  kills: "kills",
  stops: "stops",
  restarts: "restarts",
  clockSteps: "clock steps",
  lostAnswers: "lost answers",
  lost: "lost",
  doubled: "doubled",
  bound: "bound",
  stale: "stale accepted",
  slowestTakeOverMs: "slowest take-over, ms",
};

const cell = (value) => (typeof value === "number" ? String(Math.round(value)) : (value ?? ""));

/** A table in Markdown. */
export function table(columns, rows) {
  const lines = [Object.values(columns), ...rows.map((row) => Object.keys(columns).map((name) => cell(row[name])))];
  const widths = lines[0].map((_head, i) => Math.max(...lines.map((line) => line[i].length)));
  const text = lines.map((line) => `| ${line.map((part, i) => part.padEnd(widths[i])).join(" | ")} |`);
  text.splice(1, 0, `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`);
  return text.join("\n");
}

export const scenarioTable = (rows) => table(COLUMNS, rows);

export const raceTable = (rows) =>
  table({ store: "store", races: "take-over races", accepted: "stale accepted", wrong: "other wrong answers" }, rows);

export const modelTable = (rows) =>
  table({ store: "model's store", states: "states", transitions: "transitions", verdict: "found" }, rows);

export const replayTable = (rows) =>
  table({ store: "store", paths: "ways through the model", answers: "answers compared", different: "different" }, rows);

export const tripTable = (rows) =>
  table({ client: "client", what: "what", trips: "round trips", expected: "expected" }, rows);
