import { goal, markdown, measured, summary, verdict } from "./table.mjs";

const HOW = `How to read it.

- A figure is the ratio between two candidates that ran in turn, in one process, in many short rounds after a warm-up. It is
  smaller where we are cheaper; "times faster" is larger where we are faster. Times themselves are those of this machine.
- *Median* is the middle of the rounds' own ratios: it is judged. *Quiet* is the 10th percentile of one over the 10th
  percentile of the other: what it costs on a quiet core. *Spread* is the quiet ratio in five blocks of rounds, one after the
  other: the lowest and the highest. Of a time or a number of its own, they are its 10th percentile, its least and its most.
- *The floor* is the simplest correct code over \`node:crypto\` that a good engineer writes by hand: \`createHmac\` with the
  secret as text, one \`update\` for what stands before the body and one for the body, \`timingSafeEqual\` over the decoded
  signature.
- A goal that does not hold says **NOT met**; a sentence below the table says what the limit is.`;

const COMMANDS = `\`\`\`sh
npm run bench                               # everything; starts its own Redis and PostgreSQL, needs redis-server and PostgreSQL
npm run bench -- verify refuse              # some parts
npm run bench -- --without redis            # all but some
npm run bench -- --node 26                  # under another Node, fetched from the npm registry
npm run bench -- --json bench/results/node-20.json
npm run bench -- --docs                     # writes this page from bench/results/*.json
npm run bench -- --quick                    # does it run at all? Its figures say nothing
\`\`\``;

const bold = (word) => (word === "NOT met" ? `**${word}**` : word);

/** What one run says of a figure, in three cells. */
function cells(figure) {
  if (!figure) return ["", "", ""];
  const [middle, quiet, spread] = measured(figure);
  return [middle, quiet && `${quiet} (${spread})`, bold(verdict(figure))];
}

/** One part, with three columns for each run. Figures are told apart by what they say. */
function section(name, runs) {
  const named = runs.map(({ versions, parts }) => ({ versions, part: parts.find(({ part }) => part === name) }));
  const figures = new Map(named.flatMap(({ part }) => part?.figures ?? []).map((figure) => [figure.what, figure]));
  const head = named.flatMap(({ versions }) => [`Node ${versions.node}: median`, "quiet (spread)", "verdict"]);
  const rows = [...figures.values()].map((figure) => [
    String(figure.aim ?? ""),
    figure.what,
    goal(figure),
    ...named.flatMap(({ part }) => cells(part?.figures.find(({ what }) => what === figure.what))),
  ]);
  const notes = [...new Set(named.flatMap(({ part }) => part?.notes ?? []))];
  return [`## ${name}`, markdown([["aim", "figure", "goal", ...head], ...rows]), ...notes].join("\n\n");
}

/** docs/benchmarks.md: the figures of one run, or of several under different Nodes side by side. */
export function page(results) {
  const runs = results.toSorted((a, b) => a.versions.node.localeCompare(b.versions.node, "en", { numeric: true }));
  if (!runs.length) throw new Error("there are no results: npm run bench -- --json bench/results/node-20.json");
  const quick = runs.find((run) => run.quick);
  if (quick) throw new Error(`the run of ${quick.date} under Node ${quick.versions.node} was a smoke test`);
  const lines = runs.map(
    ({ date, machine, versions, parts }) =>
      `- ${date}, Node ${versions.node} (OpenSSL ${versions.openssl}, V8 ${versions.v8}), ${machine}: ${summary(parts)}.`,
  );
  const peers = Object.entries(runs.at(-1).versions.peers).map(([name, version]) => `${name} ${version}`);
  // In the order of the aims; what serves none comes last.
  const parts = runs.flatMap((run) => run.parts).toSorted((a, b) => (a.aims[0] ?? 99) - (b.aims[0] ?? 99));
  const names = [...new Set(parts.map(({ part }) => part))];
  return `${[
    "# Benchmarks",
    "Generated from `bench/results` by `npm run bench -- --docs`: change nothing here by hand.",
    lines.join("\n"),
    `Peers: ${peers.join(", ")}.`,
    HOW,
    COMMANDS,
    ...names.map((name) => section(name, runs)),
  ].join("\n\n")}\n`;
}
