/** The value below which this share of a list lies. */
export const percentile = (list, share) => [...list].sort((a, b) => a - b)[Math.floor((list.length - 1) * share)];

export const median = (list) => percentile(list, 0.5);

const BLOCKS = 5;

/**
 * How one candidate compares with another, round by round. `median` is the middle of the rounds' own ratios, `quiet` what it
 * is on a quiet core (10th percentile over 10th percentile), `low` and `high` the same in five blocks of rounds.
 */
export function compare(of, to) {
  if (!of.length || of.length !== to.length) throw new Error("a ratio needs as many rounds on both sides");
  const quiet = (from, end) => percentile(of.slice(from, end), 0.1) / percentile(to.slice(from, end), 0.1);
  const blocks = Math.min(BLOCKS, of.length);
  const edge = (block) => Math.round((block * of.length) / blocks);
  const spread = Array.from({ length: blocks }, (_, block) => quiet(edge(block), edge(block + 1)));
  return {
    quiet: quiet(0),
    median: median(of.map((value, i) => value / to[i])),
    low: Math.min(...spread),
    high: Math.max(...spread),
  };
}
