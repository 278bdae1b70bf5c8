import { compare, median, percentile } from "./statistics.mjs";

/** Whether a figure is what it should be; undefined where it is for information. */
function judge(value, { most, least }) {
  if (most === undefined && least === undefined) return undefined;
  return (most === undefined || value <= most) && (least === undefined || value >= least);
}

/** Collects the figures of one part, in the order in which they were measured. */
export function createReport() {
  const figures = [];
  const notes = [];
  const add = (figure) => figures.push(figure);

  return {
    figures,
    notes,
    /** Times of one candidate over times of another. The median of the rounds' own ratios is judged. */
    ratio({ aim, what, of, to, unit = "ns", most, least }) {
      const ratio = compare(of, to);
      const scale = (list) => ({ quiet: percentile(list, 0.1), median: median(list) });
      const goal = { most, least };
      const met = judge(ratio.median, goal);
      add({ kind: "ratio", aim, what, ratio, of: scale(of), to: scale(to), unit, rounds: of.length, ...goal, met });
    },
    /** One number with its unit, or the median of many. */
    value({ aim, what, times, value = median(times), unit, most, least }) {
      const goal = { most, least };
      const spread = times && { quiet: percentile(times, 0.1), low: Math.min(...times), high: Math.max(...times) };
      add({ kind: "value", aim, what, value, spread, unit, ...goal, met: judge(value, goal) });
    },
    /** A sentence below the table of the part. */
    note(text) {
      notes.push(text);
    },
  };
}
