// The memory store with a million events and with ten, each in a process of its own (aim 10).
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export const aims = [10];

const child = fileURLToPath(new URL("./memory-child.mjs", import.meta.url));
const BATCH = 1000;
/** Batches in a row: a process finds cold caches when the other one had its turn. */
const PART = 20;
/** Batches in which the code of a new process is compiled. */
const WARM = 50;

async function start(kind, size) {
  const process = fork(child, [kind, String(size)], { execArgv: ["--expose-gc"] });
  const ended = once(process, "exit").then(([code]) => {
    throw new Error(`${kind} of ${size} ended with ${code}`);
  });
  // It is heard where an answer is waited for.
  ended.catch(() => {});
  const all = { kind, size, filling: [], rounds: [], cpuMs: [] };
  const ask = async (batches, to, bytes) => {
    const answered = once(process, "message");
    process.send({ batches, bytes });
    const [answer] = await Promise.race([answered, ended]);
    to.push(...answer.ns);
    if (to.length) all.cpuMs.push(...answer.cpuMs);
    if (bytes) all.bytes = answer.bytes;
  };
  return {
    all,
    fill: () => ask(PART, all.filling),
    /** A batch more, so that it is full; not to be timed. */
    weigh: () => ask(1, [], true),
    round: () => ask(PART, all.rounds),
    stop: () => process.disconnect(),
  };
}

/** Gives each of them some batches in turn until it is full, and then as many as there are rounds. */
async function together(kinds, rounds) {
  const running = [];
  try {
    for (const [kind, size] of kinds) running.push(await start(kind, size));
    const full = ({ all }) => all.filling.length * BATCH >= all.size;
    while (!running.every(full)) for (const one of running) if (!full(one)) await one.fill();
    for (const one of running) await one.weigh();
    for (let round = 0; round < rounds; round++) {
      for (const one of round % 2 ? running : running.toReversed()) await one.round();
    }
    return running.map(({ all }) => all);
  } finally {
    for (const one of running) one.stop();
  }
}

const slowest = ({ filling, rounds }) => (Math.max(...[...filling, ...rounds].slice(WARM)) * BATCH) / 1e6;

export async function measure({ report, quick }) {
  const [many, most] = quick ? [60_000, 120_000] : [1e6, 1e7];
  const rounds = quick ? 1 : 25;
  const count = (number) => number.toLocaleString("en-US");
  const [set, exact, nothing] = await together(
    [
      ["set", many],
      ["exact", many],
      ["nothing", many],
    ],
    rounds,
  );
  const first = "claim + complete of a new id";
  const aim = 10;
  const against = { aim, of: exact.rounds, to: set.rounds, unit: "ns" };
  report.ratio({ ...against, what: `${first}, with ${count(many)} ids, against a Set of two generations`, most: 2.5 });
  const filling = { aim, of: exact.filling.slice(WARM), to: set.filling.slice(WARM), unit: "ns" };
  report.ratio({ ...filling, what: `the same, from no id to ${count(many)}`, most: 2.5 });
  const mean = (list) => list.reduce((all, one) => all + one, 0) / list.length;
  const whole = [exact, set].map((one) => [mean([...one.filling, ...one.rounds].slice(WARM))]);
  report.ratio({
    aim,
    of: whole[0],
    to: whole[1],
    unit: "ns",
    what: "the same, mean of all batches, with every stall",
  });
  report.value({ aim, what: "slowest batch of 1,000", value: slowest(exact), unit: "ms", most: 10 });
  report.value({ aim, what: "slowest batch of 1,000: the Set", value: slowest(set), unit: "ms" });
  const empty = "slowest batch of 1,000: a store that does nothing";
  report.value({ aim, what: empty, value: slowest(nothing), unit: "ms" });
  const cpu = "slowest batch of 1,000, in CPU time of all threads";
  report.value({ aim, what: cpu, value: Math.max(...exact.cpuMs.slice(WARM)), unit: "ms" });
  report.value({ aim, what: `${cpu}: the Set`, value: Math.max(...set.cpuMs.slice(WARM)), unit: "ms" });
  report.value({ aim, what: `bytes for each event, ${count(many)} events`, value: exact.bytes, unit: "B", most: 240 });

  const [few, grown] = await together(
    [
      ["fingerprint", many],
      ["fingerprint", most],
    ],
    rounds,
  );
  const growth = `fingerprintStore, ${first}, ${count(most)} ids against ${count(many)}`;
  report.ratio({ aim, of: grown.rounds, to: few.rounds, unit: "ns", what: growth, most: 1.5 });
  report.value({ aim, what: "fingerprintStore, slowest batch of 1,000", value: slowest(grown), unit: "ms" });
  report.value({ aim, what: "fingerprintStore, bytes for each event", value: grown.bytes, unit: "B" });
  report.note(
    "Keys of 43 characters. Both sides have all their ids when the rounds begin; each new one then drops an old one from a store, " +
      "and goes into the young generation of the Set, which is asked bare, without a promise. A stall is the wall-clock time " +
      `of a batch, with garbage collection and growth, from the ${WARM}th batch of a process on; a store that does nothing ` +
      "shows what of it the machine adds.",
  );
}
