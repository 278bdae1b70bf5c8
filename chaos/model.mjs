import { MODEL_STORE, NOTHING } from "./model-store.mjs";

// Every order in which the steps of a few nodes can fall that handle deliveries of one event. A node does what
// src/receiver/run-claimed.ts does: claim, effect, complete with up to three tries, answer; heartbeats in between; release when the
// handler fails. Between the steps leases lapse, answers are lost or late, nodes crash, as often as the bounds allow.

/** How often what may happen, at most. */
export const BOUNDS = { nodes: 3, deliveries: 2, lapses: 2, lost: 1, crashes: 1, failures: 1, beats: 1 };

const TRIES = 3;
const IDLE = { at: "idle", fence: 0, tries: 0, beats: 0, lost: false, seen: undefined };

/** @param {typeof BOUNDS} bounds */
const begin = ({ nodes, deliveries, lapses, lost, crashes, failures, beats }) => ({
  row: NOTHING,
  nodes: Array.from({ length: nodes }, () => ({ ...IDLE, left: deliveries, beatsLeft: beats })),
  lapses,
  lost,
  crashes,
  failures,
  effects: 0,
  newest: 0,
});

const nodeText = ({ at, fence, tries, beatsLeft, lost, seen, left }) =>
  `${at} ${fence} ${tries} ${beatsLeft} ${lost ? 1 : 0} ${left}${seen ? ` ${seen.fence}.${seen.attempt}` : ""}`;

function textOf({ row, nodes, lapses, lost, crashes, failures, effects, newest }, symmetric) {
  const texts = nodes.map(nodeText);
  if (symmetric) texts.sort();
  return [
    row.state,
    row.fence,
    row.attempt,
    row.lapsed,
    ...texts,
    lapses,
    lost,
    crashes,
    failures,
    effects,
    newest,
  ].join();
}

/** What must never be, seen at a step from `state`. */
function faultOf(state, { op, fence, answer, status }, bounds) {
  if (op === "claim" && answer.state === "claimed" && answer.fence <= state.newest) return "two winners of a fence";
  if (op !== "claim" && answer === true && fence < state.newest) return `${op} accepted by an older fence`;
  if (status === 200 && !state.effects) return "2xx without an effect";
  if (state.effects > 1 + bounds.lapses - state.lapses) return "more effects than lapsed leases allow";
}

/**
 * Every step that can follow a state.
 * @returns {{ label: string, next: object, call?: object, fault?: string }[]}
 */
function stepsFrom(state, store, bounds) {
  const steps = [];
  const add = (label, change, call = {}) => {
    const next = { ...state, ...change };
    if (call.op === "claim" && call.answer.state === "claimed") next.newest = Math.max(next.newest, call.answer.fence);
    const fault = call.op ? faultOf(state, call, bounds) : faultOf(next, call, bounds);
    steps.push({ label, next, fault, call: call.op && call });
  };
  if (state.lapses && state.row.state === "running" && !state.row.lapsed) {
    add("the lease lapses", { lapses: state.lapses - 1, row: { ...state.row, lapsed: true } }, {});
  }
  state.nodes.forEach((node, i) => {
    const name = `node ${i + 1}`;
    const put = (change) => state.nodes.map((other, j) => (i === j ? { ...node, ...change } : other));
    const over = () => put({ ...IDLE, left: node.left - 1, beatsLeft: bounds.beats });
    /** An operation reaches the store; its answer arrives, or is lost. */
    const ask = (op, fence, { row, answer }, received, unanswered) => {
      const shown = typeof answer === "object" ? [answer.state, answer.fence].filter(Boolean).join(" ") : answer;
      const { nodes, status } = received(answer);
      add(
        `${name}: ${op}${fence ? ` ${fence}` : ""} → ${shown}`,
        { row, nodes },
        { node: i, op, fence, answer, status },
      );
      if (!state.lost) return;
      for (const { nodes, status, what = "is lost" } of unanswered(answer)) {
        const label = `${name}: ${op}${fence ? ` ${fence}` : ""} → ${shown}, but the answer ${what}`;
        add(label, { row, nodes, lost: state.lost - 1 }, { node: i, op, fence, answer, status });
      }
    };
    const claimed = (answer) => {
      if (answer.state === "claimed") return { nodes: put({ at: "working", fence: answer.fence, seen: undefined }) };
      return { nodes: over(), status: answer.state === "done" ? 200 : 503 };
    };
    const unclaimed = (answer) => [
      { nodes: over(), status: 503 },
      // The receiver gives a claim back that answers after its deadline.
      ...(answer.state === "claimed"
        ? [{ nodes: put({ at: "late", fence: answer.fence, seen: undefined }), status: 503, what: "is late" }]
        : []),
    ];
    if (node.at === "idle" && node.left) {
      const outcome = store.claim(state.row);
      if (store.torn && outcome.answer.state === "claimed") {
        add(`${name}: reads that it may claim`, { nodes: put({ at: "reading", seen: state.row }) });
      } else ask("claim", 0, outcome, claimed, unclaimed);
    }
    if (node.at === "reading") ask("claim", 0, store.take(node.seen), claimed, unclaimed);
    if (node.at === "late")
      ask(
        "release",
        node.fence,
        store.release(state.row, node.fence),
        () => ({ nodes: over() }),
        () => [],
      );
    if (node.at === "working") {
      add(`${name}: effect`, { effects: state.effects + 1, nodes: put({ at: "completing" }) });
      if (state.failures) {
        // Who has lost the lease releases nothing.
        const nodes = node.lost ? over() : put({ at: "releasing" });
        add(`${name}: the handler fails`, { failures: state.failures - 1, nodes });
      }
    }
    if ((node.at === "working" || node.at === "completing") && node.beatsLeft) {
      const beatsLeft = node.beatsLeft - 1;
      const beaten = (answer) => ({ nodes: put({ beatsLeft, lost: node.lost || !answer }) });
      ask("extend", node.fence, store.extend(state.row, node.fence), beaten, () => [{ nodes: put({ beatsLeft }) }]);
    }
    if (node.at === "completing") {
      const tries = node.tries + 1;
      const again = tries < TRIES ? { nodes: put({ tries }) } : { nodes: over(), status: 200 };
      // A completion that was refused is answered 2xx too: the effect is there.
      ask(
        "complete",
        node.fence,
        store.complete(state.row, node.fence),
        () => ({ nodes: over(), status: 200 }),
        () => [again],
      );
    }
    if (node.at === "releasing") {
      const failed = { nodes: over(), status: 500 };
      ask(
        "release",
        node.fence,
        store.release(state.row, node.fence),
        () => failed,
        () => [failed],
      );
    }
    if (node.at !== "idle" && state.crashes) add(`${name}: crashes`, { crashes: state.crashes - 1, nodes: over() });
  });
  return steps;
}

/**
 * Visits every state, nearest first. `symmetric` takes states for one that differ only in which node is which: a sixth of them, but
 * the names of the nodes in a trace may change on the way.
 * @param {{ store?: typeof MODEL_STORE, bounds?: Partial<typeof BOUNDS>, symmetric?: boolean }} [options]
 * @returns {{ states: number, transitions: number, fault?: string, trace?: string[] }} with the shortest way to a fault
 */
export function explore({ store = MODEL_STORE, bounds: given = {}, symmetric = false } = {}) {
  const bounds = { ...BOUNDS, ...given };
  const first = begin(bounds);
  const cameFrom = new Map([[textOf(first, symmetric), undefined]]);
  let transitions = 0;
  for (let level = [first]; level.length; ) {
    const following = [];
    for (const state of level) {
      const text = textOf(state, symmetric);
      for (const { label, next, fault } of stepsFrom(state, store, bounds)) {
        transitions++;
        if (fault) return { states: cameFrom.size, transitions, fault, trace: wayTo(cameFrom, { text, label }) };
        const key = textOf(next, symmetric);
        if (cameFrom.has(key)) continue;
        cameFrom.set(key, { text, label });
        following.push(next);
      }
    }
    level = following;
  }
  return { states: cameFrom.size, transitions };
}

function wayTo(cameFrom, last) {
  const labels = [];
  for (let step = last; step; step = cameFrom.get(step.text)) labels.unshift(step.label);
  return labels;
}

/**
 * One way through the model to its end, at random: each call with the answer that it has to give, lapses in between.
 * @param {{ pick<T>(list: readonly T[]): T }} random
 */
export function randomPath(random, bounds = BOUNDS) {
  const path = [];
  for (let state = begin(bounds); ; ) {
    const steps = stepsFrom(state, MODEL_STORE, bounds);
    if (!steps.length) return path;
    const { next, call } = random.pick(steps);
    if (call) path.push(call);
    else if (next.lapses < state.lapses) path.push({ op: "lapse", fence: state.row.fence });
    state = next;
  }
}
