import { describe, expect, it } from "vitest";
import { judge } from "../../chaos/judge.mjs";

const LEASE_MS = 1500;
type Line = Readonly<Record<string, unknown>>;

/** What a worker writes down about one run, by the time of each step. */
function run(pid: number, fence: number, at: { asked: number; effect?: number; completed?: number }, ok = true) {
  const { asked, effect, completed } = at;
  const lines: Line[] = [
    { what: "ask", ask: fence, pid, at: asked },
    { what: "claim", ask: fence, state: "claimed", fence, pid, at: asked + 1 },
    { what: "start", pid, at: asked + 2 },
  ];
  if (effect) lines.push({ what: "effect", fence, pid, at: effect });
  if (completed) {
    lines.push({ what: "operation", name: "complete", fence, asked: completed, ok, pid, at: completed + 1 });
    lines.push({ what: "end", how: "handled", pid, at: completed + 2 });
  }
  return lines;
}

const refused = (pid: number, ask: number, asked: number): Line[] => [
  { what: "ask", ask, pid, at: asked },
  { what: "claim", ask, state: "running", pid, at: asked + 1 },
];

interface Run {
  lines?: Line[][];
  success?: number;
  faults?: { what: string; pid?: number; from: number; to: number }[];
  statuses?: Record<string, number>;
  inTable?: number;
}

function verdict({ lines = [], success, faults = [], statuses = {}, inTable }: Run) {
  const sorted = lines.flat().sort((a, b) => Number(a.at) - Number(b.at));
  return judge({
    grade: inTable === undefined ? "claimed" : "transactional",
    lines: sorted.map((line) => JSON.stringify({ ...line, event: "evt" })).join("\n"),
    tally: { firstSuccess: new Map(success === undefined ? [] : [["evt", success]]), statuses },
    effects: new Map([["evt", inTable ?? 0]]),
    faults,
    leaseMs: LEASE_MS,
    ids: ["evt"],
  });
}

const plain = run(1, 10, { asked: 100, effect: 110, completed: 120 });
const crashed = run(1, 10, { asked: 100, effect: 110 });
const kill = { what: "kill", pid: 1, from: 115, to: 116 };

describe("the judge", () => {
  it("finds nothing wrong with one run, one effect and a 2xx after it", () => {
    const { figures, violations } = verdict({
      lines: [plain],
      success: 130,
      statuses: { 200: 1, 503: 2, 500: 1, 0: 1 },
    });
    expect(violations).toEqual([]);
    expect(figures).toEqual({ lost: 0, doubled: 0, bound: 0, stale: 0, slowestTakeOverMs: 0 });
  });

  it("calls lost what was answered before its effect, what has none, and what was never answered 2xx", () => {
    for (const found of [
      { lines: [plain], success: 105 },
      { success: 105 },
      { lines: [plain] },
      { inTable: 0, success: 9 },
    ]) {
      expect(verdict(found).figures.lost).toBe(1);
      expect(verdict(found).violations).toHaveLength(1);
    }
  });

  it("lets a run happen again that a kill caught, and none that it did not", () => {
    const second = run(2, 20, { asked: 1700, effect: 1710, completed: 1720 });
    const caught = verdict({ lines: [crashed, second], success: 1730, faults: [kill] });
    expect(caught.violations).toEqual([]);
    expect(caught.figures).toMatchObject({ doubled: 1, bound: 1 });
    for (const fault of [
      { ...kill, pid: 3 },
      { ...kill, from: 50, to: 60 },
      { ...kill, what: "step" },
    ]) {
      expect(verdict({ lines: [crashed, second], success: 1730, faults: [fault] }).violations).toHaveLength(1);
    }
  });

  it("lets a run happen again whose completion the store never answered, unless it did when asked once more", () => {
    const silent = { what: "operation", name: "complete", fence: 10, asked: 120, ok: "not answered", pid: 1, at: 121 };
    const ended = { what: "end", how: "completion lost", pid: 1, at: 125 };
    const answered = { ...silent, asked: 122, ok: true, at: 123 };
    const second = run(2, 20, { asked: 1700, effect: 1710, completed: 1720 });
    const lost = verdict({ lines: [crashed, [silent, ended], second], success: 1730 });
    expect(lost.violations).toEqual([]);
    expect(lost.figures).toMatchObject({ doubled: 1, bound: 1 });
    expect(verdict({ lines: [crashed, [silent, answered, ended], second], success: 1730 }).violations).toHaveLength(1);
  });

  it("lets nothing of the transactional grade happen again, whatever was killed", () => {
    expect(verdict({ lines: [crashed], inTable: 1, success: 130, faults: [kill] }).violations).toEqual([]);
    expect(verdict({ lines: [crashed], inTable: 2, success: 130, faults: [kill] }).violations).toHaveLength(1);
  });

  it("counts a completion of an older fence after a newer claim, if it was accepted", () => {
    const stop = { what: "stop", pid: 1, from: 112, to: 1800 };
    const taken = run(2, 20, { asked: 1700, effect: 1710, completed: 1900 });
    const stale = (ok: boolean) =>
      verdict({
        lines: [run(1, 10, { asked: 100, effect: 110, completed: 1850 }, ok), taken],
        success: 1910,
        faults: [stop],
      });
    expect(stale(false).violations).toEqual([]);
    expect(stale(true).figures.stale).toBe(1);
    expect(stale(true).violations).toHaveLength(1);
  });

  it("finds a fence that was given twice", () => {
    const again = run(2, 10, { asked: 1700, completed: 1720 });
    const { violations } = verdict({ lines: [crashed, again], success: 1730, faults: [kill] });
    expect(violations).toEqual(["evt: a fence was given to two runs"]);
  });

  it("measures a take-over from the kill, or from a lease before the first delivery that could", () => {
    const late = (asked: number, between: Line[] = []) =>
      verdict({
        lines: [crashed, between, run(2, 20, { asked, effect: asked + 5, completed: asked + 9 })],
        success: asked + 20,
        faults: [kill],
      });
    expect(late(1700).figures.slowestTakeOverMs).toBe(LEASE_MS);
    // Nobody came: no fault of the store.
    expect(late(9000).violations).toEqual([]);
    // Somebody came when the lease was over, and was sent away.
    expect(late(2600, refused(3, 30, 1620)).figures.slowestTakeOverMs).toBe(LEASE_MS + 980);
    expect(late(2600, refused(3, 30, 1620)).violations).toEqual([]);
    expect(late(2700, refused(3, 30, 1620)).violations).toHaveLength(1);
  });

  it("measures no take-over behind a claim that the store did not answer: it may have been given", () => {
    const silent: Line[] = [
      { what: "ask", ask: 30, pid: 3, at: 1600 },
      { what: "claim", ask: 30, state: "failed", pid: 3, at: 1650 },
    ];
    const late = run(2, 20, { asked: 3100, effect: 3105, completed: 3109 });
    const between = refused(4, 40, 1620);
    expect(verdict({ lines: [crashed, between, silent, late], success: 3120, faults: [kill] }).violations).toEqual([]);
    expect(verdict({ lines: [crashed, between, late], success: 3120, faults: [kill] }).violations).toHaveLength(1);
  });

  it("measures a take-over across a restart of the engine, less the time for which it was away", () => {
    const late = run(2, 20, { asked: 3100, effect: 3105, completed: 3109 });
    const judged = (to: number) => {
      const faults = [kill, { what: "restart", from: 500, to }];
      return verdict({ lines: [crashed, refused(4, 40, 1620), late], success: 3120, faults }).violations;
    };
    expect(judged(900)).toHaveLength(1);
    expect(judged(1000)).toEqual([]);
  });

  it("passes over a line that a kill has torn, and over no more of them than there were kills", () => {
    const judged = (tail: string, faults: (typeof kill)[]) =>
      judge({
        grade: "claimed",
        lines: `${plain.map((line) => JSON.stringify({ ...line, event: "evt" })).join("\n")}\n${tail}`,
        tally: { firstSuccess: new Map([["evt", 130]]), statuses: {} },
        effects: new Map(),
        faults: faults.map((fault) => ({ ...fault, pid: 9 })),
        leaseMs: LEASE_MS,
        ids: ["evt"],
      }).violations;
    expect(judged('{"what":"ask","at":12.', [kill])).toEqual([]);
    expect(judged('{"what":"ask","at":12.', [])).toHaveLength(1);
  });

  it("does not take every answer", () => {
    expect(verdict({ lines: [plain], success: 130, statuses: { 401: 1 } }).violations).toEqual(["1 answers 401"]);
  });
});
