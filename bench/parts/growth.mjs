// The whole pipeline with few events in memory, and with many: CPU for each delivery (aim 15).
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export const aims = [15];

const child = fileURLToPath(new URL("./growth-child.mjs", import.meta.url));

export async function measure({ report, quick }) {
  const sizes = quick ? [1000, 10_000] : [1e3, 1e4, 1e5, 1e6];
  const rounds = quick ? 1 : 3;
  // Few events are received again and again, into new stores, until there is something to measure.
  const least = quick ? 5000 : 100_000;
  const costs = Object.fromEntries(sizes.map((size) => [size, []]));
  for (let round = 0; round < rounds; round++) {
    for (const size of round % 2 ? sizes : sizes.toReversed()) {
      const process = fork(child, [String(size), String(least)]);
      const [[cost]] = await Promise.all([once(process, "message"), once(process, "exit")]);
      costs[size].push(cost);
    }
  }
  const [few, ...more] = sizes;
  for (const size of more) {
    const what = `${size.toLocaleString("en-US")} events against ${few.toLocaleString("en-US")}`;
    report.ratio({ aim: 15, what, of: costs[size], to: costs[few], unit: "µs", most: size === 1e6 ? 1.3 : undefined });
  }
  report.note(
    "CPU of the process for each delivery of 1 KB: verify, claim, an empty handler, complete; one after the other. Each size " +
      "runs in processes of its own; signing is not counted, the collection of garbage is.",
  );
}
