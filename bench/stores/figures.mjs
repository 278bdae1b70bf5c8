import { compare, perSecond } from "./measure.mjs";

/** A number as people write it: 1,000,000. */
export const whole = (number) => Math.round(number).toLocaleString("en-US");
const short = (number) => number.toFixed(2);

/** Collects figures, each with its aim and whether it is met. */
export function createFigures() {
  const list = [];
  const add = (store, figure, measured, values, aim, met) =>
    list.push({ store, figure, measured, ...values, aim, met });

  return {
    list,
    /** Beside the floor: how many times its time. The aim holds for the quiet ratio and for the median. */
    against(store, figure, times, floor, most) {
      const ratio = compare(times, floor);
      const [rate, floorRate] = [perSecond(times), perSecond(floor)];
      const rates = `${whole(rate)}/s, floor ${whole(floorRate)}/s`;
      const measured = `${rates}: ${short(ratio.quiet)} × its time (${spread(ratio)})`;
      const met = most && Math.max(ratio.quiet, ratio.median) <= most;
      add(store, figure, measured, { perSecond: rate, floorPerSecond: floorRate, ratio }, most && `≤ ${most} ×`, met);
    },
    /** The same the other way round: the share of the floor's throughput. */
    share(store, figure, times, floor, least) {
      const ratio = compare(floor, times);
      const [rate, floorRate] = [perSecond(times), perSecond(floor)];
      const measured = `${whole(rate)}/s, bare ${whole(floorRate)}/s: ${short(ratio.quiet)} of it (${spread(ratio)})`;
      const met = Math.min(ratio.quiet, ratio.median) >= least;
      add(store, figure, measured, { perSecond: rate, floorPerSecond: floorRate, ratio }, `≥ ${least}`, met);
    },
    /** From few events to many: how many times the time. Of a floor too, which has no aim: no store grows less. */
    growth(store, figure, many, few, most = 1.2) {
      const ratio = compare(many, few);
      const rates = { perSecond: perSecond(many), fewPerSecond: perSecond(few) };
      const from = `${whole(rates.fewPerSecond)}/s → ${whole(rates.perSecond)}/s`;
      const measured = `${from}: ${short(ratio.quiet)} × the time (${spread(ratio)})`;
      add(
        store,
        figure,
        measured,
        { ...rates, ratio },
        most && `≤ ${most} ×`,
        most && Math.max(ratio.quiet, ratio.median) <= most,
      );
    },
    bytes(store, figure, bytes, most) {
      add(store, figure, `${whole(bytes)} B`, { bytes }, most && `≤ ${most} B`, most && bytes <= most);
    },
  };
}

const spread = ({ median, low, high }) => `median ${short(median)}, spread ${short(low)} to ${short(high)}`;

const verdict = ({ aim, met }) => (aim ? (met ? "met" : "NOT met") : "");

/** One table for all figures, as Markdown. */
export function table(list) {
  const rows = [
    ["store", "figure", "measured", "aim", "verdict"],
    ...list.map((row) => [row.store, row.figure, row.measured, row.aim ?? "", verdict(row)]),
  ];
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  const line = (cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(" | ")} |`;
  const [head, ...rest] = rows;
  return [line(head), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...rest.map(line)].join("\n");
}
