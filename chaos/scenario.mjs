import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createDropper } from "./answers.mjs";
import { startBalancer } from "./balancer.mjs";
import { defer } from "./cleanup.mjs";
import { through } from "./engines.mjs";
import { createFaults, planFaults } from "./faults.mjs";
import { createFleet } from "./fleet.mjs";
import { judge } from "./judge.mjs";
import { startProxy } from "./proxy.mjs";
import { createRandom } from "./random.mjs";
import { deliverAll, planDeliveries } from "./senders.mjs";
import { countEffects, prepare } from "./stores.mjs";

const WORKERS = 3;
/** Short, so that a take-over does not take long; much longer than the handler. */
const LEASE_MS = 1500;
/** For what still runs when its sender has left. */
const REST_MS = 500;

/**
 * Senders, balancer, workers and a proxy before the engine, with the planned faults; then the judgement. `serial` keeps the events of
 * one scenario apart from those of another.
 */
export async function runScenario({
  engine,
  store,
  grade,
  storm,
  deliveries,
  kills,
  restarts,
  seed,
  serial,
  sabotage,
}) {
  const random = createRandom(seed);
  const undo = [];
  const keep = (what) => {
    undo.push(defer(what));
  };
  try {
    const folder = mkdtempSync(join(tmpdir(), "hookonce-chaos-"));
    let evidence = false;
    keep(() => evidence || rmSync(folder, { recursive: true, force: true }));
    const direct = { engine: store, grade, url: engine.url };
    await prepare(direct);
    const wire = engine.port !== undefined;
    const dropper = wire ? createDropper(store) : undefined;
    const proxy = wire ? await startProxy(engine.port, dropper.watch) : undefined;
    if (proxy) keep(proxy.close);
    const balancer = await startBalancer();
    keep(balancer.close);
    const log = join(folder, "lines.log");
    const site = { ...direct, url: through(engine.url, engine.port, proxy?.port) };
    const fleet = createFleet({ count: WORKERS, config: { site, log, leaseMs: LEASE_MS, sabotage }, seed, balancer });
    keep(fleet.end);
    await fleet.ready();

    const moments = planDeliveries(random, deliveries, `evt_${serial}`);
    const plan = planFaults(random, { deliveries, kills, storm, restarts: engine.kill ? restarts : 0, wire });
    const faults = createFaults({ plan, random, fleet, engine, dropper, leaseMs: LEASE_MS });
    const tally = await deliverAll(balancer.port, moments, random, faults.at);
    const happened = await faults.settled();
    await sleep(REST_MS);
    await fleet.end();

    const effects = grade === "transactional" ? await countEffects(direct) : new Map();
    const ids = new Set(moments.flat());
    const lines = readFileSync(log, "utf8");
    const { figures, violations } = judge({ grade, lines, tally, effects, faults: happened, leaseMs: LEASE_MS, ids });
    if (dropper && !dropper.dropped()) violations.push("no answer was dropped: nothing is proven of lost ones");
    if (violations.length && !sabotage) {
      evidence = true;
      writeFileSync(join(folder, "faults.json"), JSON.stringify(happened, null, 2));
      violations.push(`what its workers wrote down, and the faults, are in ${folder}`);
    }
    const count = (what) => happened.filter((fault) => fault.what === what).length;
    return {
      scenario: storm ? "storm" : "calm",
      store,
      grade,
      deliveries: tally.deliveries,
      events: ids.size,
      attempts: tally.attempts,
      kills: count("kill"),
      stops: count("stop"),
      restarts: wire ? count("restart") : "no process",
      clockSteps: count("step"),
      lostAnswers: dropper ? dropper.dropped() : "no wire",
      ...figures,
      violations,
    };
  } finally {
    for (const back of undo.reverse()) await back();
  }
}
