import { now } from "./clock.mjs";

const HOUR_MS = 3_600_000;

/**
 * Which fault comes with which delivery.
 * @param {{ deliveries: number, kills: number, storm: boolean, restarts: number, wire: boolean }} scenario
 * @returns {Map<number, string[]>}
 */
export function planFaults(random, { deliveries, kills, storm, restarts, wire }) {
  const some = Math.max(2, Math.ceil(kills / 4));
  const counts = {
    kill: storm ? kills : 0,
    stop: storm ? Math.max(1, Math.ceil(kills / 20)) : 0,
    restart: storm ? restarts : 0,
    step: some,
    drop: wire ? some : 0,
  };
  const plan = new Map();
  for (const [what, count] of Object.entries(counts)) {
    for (let i = 0; i < count; i++) {
      // One in each part of the run, not before the first deliveries and not with the last.
      const share = (i + 0.15 + 0.7 * random.next()) / count;
      const at = 1 + Math.floor(share * (deliveries - 1));
      plan.set(at, [...(plan.get(at) ?? []), what]);
    }
  }
  return plan;
}

/** Lets the planned faults happen, and remembers when each of them did. */
export function createFaults({ plan, random, fleet, engine, dropper, leaseMs }) {
  const happened = [];
  const going = new Set();
  let sign = 1;
  let engineBusy = Promise.resolve();

  /** One restart after another. */
  function restart() {
    const turn = engineBusy.then(async () => {
      const from = now();
      await engine.kill();
      await engine.start();
      return { what: "restart", from, to: now() };
    });
    engineBusy = turn.then(() => {});
    return turn;
  }
  const acts = {
    kill: () => fleet.kill(random),
    stop: () => fleet.stop(random, leaseMs * 1.2 + random.below(300)),
    step: () => {
      sign = -sign;
      return fleet.step(random, sign * HOUR_MS);
    },
    drop: async () => dropper.arm(),
    restart,
  };
  return {
    /** To be called with each delivery. */
    at(delivery) {
      for (const what of plan.get(delivery) ?? []) {
        const act = acts[what]()
          .then((fault) => fault && happened.push(fault))
          .finally(() => going.delete(act));
        going.add(act);
      }
    },
    async settled() {
      while (going.size) await Promise.all(going);
      return happened;
    },
  };
}
