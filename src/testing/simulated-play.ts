import { type Courier, type CourierEvent, type SimulatedEvent, statusOf } from "./simulated-courier.js";
import { createGate, type RunKeeper } from "./simulated-runs.js";
import { type SimulatedAttempt, type SimulatedRetries, SimulationLog } from "./simulation-log.js";
import { retryTimes, type SimulatedFaults } from "./simulation-plan.js";

/** What a play needs. */
export interface Play {
  readonly courier: Courier;
  readonly keeper: RunKeeper;
  readonly seed: number;
  readonly random: () => number;
  readonly faults: SimulatedFaults;
  readonly startMs: number;
  readonly deadlineMs: number;
  readonly retries: SimulatedRetries;
  readonly events: readonly SimulatedEvent[];
  /** How many events were played before, so that names are new. */
  readonly played: number;
  readonly clock: { now(): number; moveTo(ms: number): void };
}

interface Actor extends CourierEvent {
  ids: Set<string>;
  acknowledged: boolean;
  readonly retryAt: number[];
}

/** One request that is still to be sent. */
interface Send {
  readonly actor: Actor;
  readonly atMs: number;
  readonly kind: SimulatedAttempt["kind"];
}

const HOUR_MS = 3_600_000;
/** For how long events that are held up, and forgeries, lie apart from their neighbours. */
const APART_MS = 600_000;
/** Plays all events to their end. */
export async function playEvents(play: Play): Promise<SimulationLog> {
  const { courier, keeper, seed, random, faults, startMs, deadlineMs, retries, played, clock } = play;
  const attempts: SimulatedAttempt[] = [];
  const queue: Send[] = [];
  const chance = (share: number) => random() < share;

  function plan(send: Send): void {
    let at = queue.length;
    while (at && (queue[at - 1] as Send).atMs > send.atMs) at--;
    queue.splice(at, 0, send);
  }

  const windowMs = retries === "none" ? 24 * HOUR_MS : retries.windowSeconds * 1000;
  const times = retries === "none" ? [] : retryTimes(retries.windowSeconds);

  function cast(event: SimulatedEvent, index: number): Actor {
    const name = String(event.id ?? `evt_sim_${seed}_${played + index + 1}`);
    const atMs = startMs + index * 1000 + (chance(faults.reordering) ? Math.floor(random() * APART_MS) : 0);
    const retryAt = times.map((ms, i) => atMs + Math.floor(i < times.length - 1 ? ms * (0.9 + random() / 10) : ms));
    const actor: Actor = { ...event, name, occurredMs: atMs, ids: new Set(), acknowledged: false, retryAt };
    plan({ actor, atMs, kind: "first" });
    const copies = chance(faults.concurrency) ? 1 + Math.floor(random() * 3) : 0;
    for (let i = 0; i < copies; i++) plan({ actor, atMs, kind: "concurrent" });
    if (chance(faults.resends)) plan({ actor, atMs: atMs + Math.floor(random() * windowMs), kind: "resend" });
    if (chance(faults.forgeries)) {
      plan({ actor, atMs: Math.max(startMs, atMs + Math.floor((random() - 0.5) * APART_MS)), kind: "forged" });
    }
    return actor;
  }

  /** What becomes of one request on its way. */
  function fate({ kind }: Send): "request lost" | "answer lost" | "timed out" | undefined {
    if (kind === "forged") return;
    if (chance(faults.lostRequests)) return "request lost";
    if (chance(faults.timeouts)) return "timed out";
    return chance(faults.lostAnswers) ? "answer lost" : undefined;
  }

  function follow({ actor, kind }: Send, outcome: SimulatedAttempt["outcome"]): void {
    const now = clock.now();
    if (outcome === "acknowledged" && kind !== "forged") {
      if (!actor.acknowledged && chance(faults.duplicates)) {
        plan({ actor, atMs: now + Math.floor(random() * Math.min(HOUR_MS, windowMs)), kind: "duplicate" });
      }
      actor.acknowledged = true;
    }
    if (actor.acknowledged || (kind !== "first" && kind !== "retry")) return;
    const next = actor.retryAt.shift();
    if (next !== undefined) plan({ actor, atMs: Math.max(next, now + 1), kind: "retry" });
  }

  /** Sends all that is due in one moment, at once. */
  async function sendAll(wave: readonly Send[]): Promise<void> {
    const now = clock.now();
    const signed = [];
    for (const send of wave) {
      const delivery = await courier.sign(send.actor, now, send.kind === "forged");
      if (!send.actor.ids.size && send.kind !== "forged") {
        send.actor.ids = new Set(await courier.identify(delivery, now));
      }
      signed.push({ send, delivery, fate: fate(send) });
    }
    const late = new Set(signed.filter((one) => one.fate === "timed out").map(({ send }) => send.actor));
    const gate = createGate();
    for (const { ids } of late) for (const id of ids) keeper.gates.set(id, gate);
    const answers = signed.map(({ delivery, ...one }) => ({
      ...one,
      status: one.fate === "request lost" ? Promise.resolve(undefined) : statusOf(courier.send(delivery)),
    }));
    if (late.size) {
      const others = answers.filter(({ send }) => !late.has(send.actor)).map(({ status }) => status);
      await Promise.race([gate.entered, Promise.all(answers.map(({ status }) => status))]);
      await Promise.all(others);
      // Copies of the same event get to where they wait for its run.
      for (let i = 0; i < 3; i++) await new Promise((resolve) => setTimeout(resolve, 0));
      clock.moveTo(now + deadlineMs + 1);
      gate.open();
    }
    for (const { send, fate: lot, status: pending } of answers) {
      const status = await pending;
      const ok = status !== undefined && status > 199 && status < 300;
      let outcome: SimulatedAttempt["outcome"] = ok ? "acknowledged" : status === undefined ? "failed" : "refused";
      if (lot === "request lost" || lot === "answer lost") outcome = lot;
      else if (late.has(send.actor) && send.kind !== "forged") outcome = "timed out";
      attempts.push({ atMs: now, event: send.actor.name, kind: send.kind, outcome, status });
      follow(send, outcome);
    }
    for (const { ids } of late) for (const id of ids) keeper.gates.delete(id);
  }

  const runs = keeper.begin();
  const actors = play.events.map(cast);
  while (queue.length) {
    const [first] = queue as [Send];
    clock.moveTo(first.atMs);
    const end = queue.findIndex(({ atMs }) => atMs > clock.now());
    await sendAll(queue.splice(0, end < 0 ? queue.length : end));
  }
  return new SimulationLog({ seed, startMs, endMs: clock.now(), retries, events: actors, attempts, runs });
}
