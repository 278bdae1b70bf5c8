const UNITS = [
  [1e9, "s"],
  [1e6, "ms"],
  [1e3, "µs"],
  [1, "ns"],
];

/** Three digits that count: 0.0123, 1.23, 12.3, 1,230. */
function short(number) {
  if (!Number.isFinite(number)) return "?";
  const size = Math.abs(number);
  if (size >= 100) return Math.round(number).toLocaleString("en-US");
  if (size >= 1) return number.toFixed(size >= 10 ? 1 : 2);
  if (size >= 0.095) return number.toFixed(2);
  return size ? String(Number(number.toPrecision(2))) : "0";
}

/** A number with its unit; nanoseconds become what a person can read. */
function amount(number, unit) {
  if (unit !== "ns") return `${short(number)} ${unit}`;
  const [scale, name] = UNITS.find(([least]) => Math.abs(number) >= least) ?? [1, "ns"];
  return `${short(number / scale)} ${name}`;
}

export const verdict = ({ met }) => (met === undefined ? "" : met ? "met" : "NOT met");

export function goal({ kind, most, least, unit }) {
  const bound = (sign, value) =>
    value === undefined ? [] : [`${sign} ${kind === "value" ? `${value.toLocaleString("en-US")} ${unit}` : value}`];
  return [...bound("≤", most), ...bound("≥", least)].join(", ");
}

/** What was measured: the number that is judged, and how it spreads. */
export function measured(figure) {
  if (figure.kind === "value") {
    const { value, spread, unit } = figure;
    const between = spread ? `${amount(spread.low, unit)} to ${amount(spread.high, unit)}` : "";
    return [amount(value, unit), spread ? amount(spread.quiet, unit) : "", between, ""];
  }
  const { median, quiet, low, high } = figure.ratio;
  const scale = `${amount(figure.of.quiet, figure.unit)} : ${amount(figure.to.quiet, figure.unit)}`;
  return [short(median), short(quiet), `${short(low)} to ${short(high)}`, scale];
}

const HEAD = ["aim", "figure", "median", "quiet", "spread", "quiet times", "goal", "verdict"];

const row = (figure) => [String(figure.aim ?? ""), figure.what, ...measured(figure), goal(figure), verdict(figure)];

/** Rows of cells as a table in Markdown, whose columns also line up in a terminal. */
export function markdown(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((cells) => cells[i].length)));
  const line = (cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(" | ")} |`;
  const [head, ...rest] = rows;
  return [line(head), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...rest.map(line)].join("\n");
}

/** The table of one part. */
export const table = (figures) => markdown([HEAD, ...figures.map(row)]);

/** One line for the end: how many aims hold. */
export function summary(parts) {
  const judged = parts.flatMap(({ figures }) => figures).filter(({ met }) => met !== undefined);
  const missed = judged.filter(({ met }) => !met).length;
  return `${judged.length} figures with an aim: ${judged.length - missed} met, ${missed} NOT met`;
}
