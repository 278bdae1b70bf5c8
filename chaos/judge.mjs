// What a run has to keep to, judged afterwards by what the workers wrote down, what the senders saw and which faults happened.

/** How long a take-over may take when the lease is over. */
const TAKE_OVER_MS = 1000;

/** Groups lines by what they tell of which event. A line that a kill has torn is none: its process was killed before it had written. */
export function readLines(text) {
  const events = new Map();
  let torn = 0;
  for (const line of text.split("\n")) {
    if (!line) continue;
    if (!line.endsWith("}")) {
      torn++;
      continue;
    }
    const entry = JSON.parse(line);
    const known = events.get(entry.event);
    if (known) known.push(entry);
    else events.set(entry.event, [entry]);
  }
  return { events, torn };
}

/** Runs that a fault caught: claimed before it was over, and not ended before it began; or whose completion the store never answered. */
export function interruptedRuns(lines, faults) {
  const asked = new Map();
  const open = new Map();
  const runs = [];
  for (const line of lines) {
    if (line.what === "ask") asked.set(line.pid, line.at);
    if (line.what === "start") {
      // The lease counts from the claim: a process that is stopped before it reads the answer comes late.
      const from = asked.get(line.pid) ?? line.at;
      const run = { pid: line.pid, from, to: Number.POSITIVE_INFINITY, unanswered: false };
      open.set(line.pid, run);
      runs.push(run);
    }
    const run = open.get(line.pid);
    if (!run) continue;
    // What the store says next decides: a completion is tried again.
    if (line.what === "operation" && line.name === "complete") run.unanswered = line.ok === "not answered";
    if (line.what !== "end") continue;
    run.to = line.at;
    open.delete(line.pid);
  }
  const caught = ({ pid, from, to, unanswered }) =>
    unanswered ||
    faults.some((fault) => {
      if (fault.what === "step" || (fault.what !== "restart" && fault.pid !== pid)) return false;
      return from < fault.to && to > fault.from;
    });
  return runs.filter(caught);
}

/** Operations by an older fence that the store took although a newer claim was already given. */
export function staleAccepted(lines) {
  const claims = lines.filter(({ what, state }) => what === "claim" && state === "claimed");
  const operations = lines.filter(({ what, ok }) => what === "operation" && ok === true);
  return operations.filter(({ fence, asked }) => claims.some((claim) => claim.fence > fence && claim.at < asked));
}

/** Fences that more than one claim was given. */
export function sharedFences(lines) {
  const fences = lines.filter(({ what, state }) => what === "claim" && state === "claimed").map(({ fence }) => fence);
  return fences.length - new Set(fences).size;
}

/** For how long of a time the engine was away. */
function awayFor(faults, start, end) {
  const restarts = faults.filter(({ what }) => what === "restart");
  return restarts.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, end) - Math.max(from, start)), 0);
}

/**
 * How long each crashed claim was waited for: from the kill, or from a lease before the first delivery that could take over, to the
 * next claim that was given; less the time for which the engine was away. One whose asker was killed before it wrote the answer may have
 * been given too, and so may one that the store did not answer in time: both hold their lease.
 */
export function takeOvers(lines, faults, leaseMs) {
  const kills = new Map(faults.filter(({ what }) => what === "kill").map(({ pid, from }) => [pid, from]));
  const asks = new Map();
  for (const line of lines) {
    if (line.what !== "ask" && line.what !== "claim") continue;
    const id = `${line.pid} ${line.ask}`;
    if (line.what === "ask") asks.set(id, { pid: line.pid, asked: line.at, answered: undefined, state: undefined });
    else Object.assign(asks.get(id) ?? {}, { answered: line.at, state: line.state });
  }
  const all = [...asks.values()];
  const ended = (pid, from) => lines.some((line) => line.what === "end" && line.pid === pid && line.at > from);
  const crashed = all.filter(
    ({ pid, state, asked }) => kills.has(pid) && (state === "claimed" || state === undefined) && !ended(pid, asked),
  );
  const waits = [];
  for (const { pid } of crashed) {
    const killed = kills.get(pid);
    const answered = all.filter(({ asked, state }) => asked > killed && (state === "claimed" || state === "running"));
    const taken = answered.find(({ state }) => state === "claimed");
    // It had been completed, or another crash came in between, from which it is measured then.
    const again = ({ pid: other, asked }) => other !== pid && asked < taken.asked && kills.get(other) > killed;
    const silent = ({ state, asked, answered: at }) => state === "failed" && asked < taken.asked && at > killed;
    if (!taken || crashed.some(again) || all.some(silent)) continue;
    const able = answered.find(({ asked }) => asked >= killed + leaseMs);
    const from = able && able.asked <= taken.asked ? able.asked - leaseMs : killed;
    waits.push(taken.asked - from - awayFor(faults, from, taken.asked));
  }
  return waits;
}

/** @returns {{ figures: object, violations: string[] }} */
export function judge({ grade, lines, tally, effects, faults, leaseMs, ids }) {
  const { events, torn } = readLines(lines);
  const figures = { lost: 0, doubled: 0, bound: 0, stale: 0, slowestTakeOverMs: 0 };
  const violations = [];
  const kills = faults.filter(({ what }) => what === "kill").length;
  if (torn > kills) violations.push(`${torn} lines are torn, and ${kills} workers were killed`);
  for (const id of ids) {
    const own = events.get(id) ?? [];
    const inLog = own.filter(({ what }) => what === "effect");
    const count = grade === "transactional" ? (effects.get(id) ?? 0) : inLog.length;
    const interrupted = grade === "transactional" ? 0 : interruptedRuns(own, faults).length;
    const success = tally.firstSuccess.get(id);
    const early = grade === "claimed" && !(inLog[0]?.at < success);
    if (success === undefined || !count || early) figures.lost++;
    if (success !== undefined && (!count || early)) violations.push(`${id}: answered 2xx before it had an effect`);
    if (success === undefined) violations.push(`${id}: never answered 2xx`);
    figures.bound += interrupted;
    figures.doubled += Math.max(0, count - 1);
    if (count - 1 > interrupted) violations.push(`${id}: ${count} effects, and ${interrupted} of its runs interrupted`);
    if (grade === "transactional") continue;
    const stale = staleAccepted(own);
    figures.stale += stale.length;
    for (const { name, fence } of stale) violations.push(`${id}: ${name} of the older fence ${fence} accepted`);
    if (sharedFences(own)) violations.push(`${id}: a fence was given to two runs`);
    const slowest = Math.max(0, ...takeOvers(own, faults, leaseMs));
    figures.slowestTakeOverMs = Math.max(figures.slowestTakeOverMs, slowest);
    if (slowest > leaseMs + TAKE_OVER_MS)
      violations.push(`${id}: taken over ${Math.round(slowest)} ms after its crash`);
  }
  for (const status of Object.keys(tally.statuses)) {
    if (!["0", "200", "500", "503"].includes(status)) violations.push(`${tally.statuses[status]} answers ${status}`);
  }
  return { figures, violations };
}
