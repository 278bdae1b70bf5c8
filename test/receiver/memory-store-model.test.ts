import fc from "fast-check";
import { type IdempotencyStore, memoryStore } from "hookonce";
import { fingerprintStore } from "hookonce/stores/fingerprint";
import { describe, expect, it } from "vitest";
import { START } from "./_support.js";

/** What a key is known as, in the plainest way: a record for each key, and nothing is ever swept. */
interface Known {
  state: "running" | "released" | "done";
  fence: number;
  attempt: number;
  leaseUntil: number;
  expiresAt: number;
}

interface Model {
  now: number;
  readonly maxEntries: number;
  readonly known: Map<string, Known>;
  /** Every fence that was given out, by key: stale ones stay refused for ever. */
  readonly fences: Map<string, number[]>;
}

interface Real {
  readonly store: IdempotencyStore;
  now: number;
}

const { signal } = new AbortController();
const KEYS = ["a", "b", "c", "d", "e"];

const held = ({ now }: Model, entry: Known | undefined) => entry?.state === "running" && entry.leaseUntil > now;
const alive = (model: Model, entry: Known | undefined): entry is Known =>
  entry !== undefined && (held(model, entry) || entry.expiresAt > model.now);
const heldKeys = (model: Model) => [...model.known].filter(([, entry]) => held(model, entry)).map(([key]) => key);
const mayForget = ({ maxEntries }: Model) => maxEntries < KEYS.length;

class Pass implements fc.AsyncCommand<Model, Real> {
  constructor(readonly ms: number) {}
  check = () => true;
  async run(model: Model, real: Real) {
    model.now += this.ms;
    real.now += this.ms;
  }
  toString = () => `pass(${this.ms})`;
}

class TakeClaim implements fc.AsyncCommand<Model, Real> {
  constructor(
    readonly key: string,
    readonly leaseMs: number,
    readonly retainMs: number,
  ) {}
  check = () => true;
  async run(model: Model, { store }: Real) {
    const { key, leaseMs, retainMs } = this;
    const before = model.known.get(key);
    const others = heldKeys(model).filter((other) => other !== key);
    const claim = await store.claim(key, { leaseMs, retainMs, signal }).catch((error) => error.code);
    if (before && held(model, before)) {
      // One holder at a time, whatever else came and went.
      expect(claim).toEqual({ state: "running", retryAfterMs: before.leaseUntil - model.now });
      return;
    }
    if (claim === "STORE_FULL") {
      expect(others).toHaveLength(model.maxEntries);
      return;
    }
    const remembered = alive(model, before);
    if (claim.state === "done") {
      expect(remembered && before.state).toBe("done");
      return;
    }
    expect(claim.state).toBe("claimed");
    expect(others.length).toBeLessThan(model.maxEntries);
    // Only a store that is full may forget what has ended.
    if (!mayForget(model)) {
      expect(remembered && before.state === "done").toBe(false);
      expect(claim.attempt).toBe(remembered ? before.attempt + 1 : 1);
    } else expect([1, remembered ? before.attempt + 1 : 1]).toContain(claim.attempt);
    const fences = model.fences.get(key) ?? [];
    expect(claim.fence).toBeGreaterThan(Math.max(0, ...fences));
    expect(claim.fence).toBeGreaterThanOrEqual(model.now);
    model.fences.set(key, [...fences, claim.fence]);
    model.known.set(key, {
      state: "running",
      fence: claim.fence,
      attempt: claim.attempt,
      leaseUntil: model.now + leaseMs,
      expiresAt: model.now + Math.max(leaseMs, retainMs),
    });
  }
  toString = () => `claim(${this.key}, ${this.leaseMs}, ${this.retainMs})`;
}

type Operation = "complete" | "release" | "extend";

/** An operation with one of the fences that the key ever had: the last is the right one. */
class Use implements fc.AsyncCommand<Model, Real> {
  constructor(
    readonly operation: Operation,
    readonly key: string,
    readonly age: number,
    readonly leaseMs: number,
    readonly retainMs: number,
  ) {}
  check = () => true;
  async run(model: Model, { store }: Real) {
    const { operation, key, leaseMs, retainMs } = this;
    const fences = model.fences.get(key) ?? [];
    const fence = fences.at(-1 - this.age) ?? 1;
    const result = await store[operation](key, fence, { leaseMs, retainMs, signal });
    const entry = model.known.get(key);
    if (entry?.fence !== fence) {
      expect(result).toBe(false);
      return;
    }
    const end = operation === "complete" ? "done" : "released";
    const expected = entry.state === "running" || (operation !== "extend" && entry.state === end);
    // What has lapsed or ended may have been swept or dropped meanwhile; a run that holds its lease never.
    if (held(model, entry) || !expected || (alive(model, entry) && !mayForget(model))) expect(result).toBe(expected);
    if (!result) {
      if (expected) model.known.delete(key);
      return;
    }
    if (operation === "extend") entry.leaseUntil = model.now + leaseMs;
    else if (entry.state === "running") {
      entry.state = end;
      entry.expiresAt = model.now + retainMs;
    }
  }
  toString = () => `${this.operation}(${this.key}, fence -${this.age}, ${this.leaseMs}, ${this.retainMs})`;
}

class Forget implements fc.AsyncCommand<Model, Real> {
  constructor(readonly key: string) {}
  check = () => true;
  async run(model: Model, { store }: Real) {
    const entry = model.known.get(this.key);
    const result = await store.forget(this.key, { leaseMs: 1, retainMs: 1, signal });
    const expected = alive(model, entry) && !held(model, entry);
    if (!expected) expect(result).toBe(false);
    else if (!mayForget(model)) expect(result).toBe(true);
    if (result) model.known.delete(this.key);
  }
  toString = () => `forget(${this.key})`;
}

/** How many events the store knows, found out by forgetting them. */
async function count(model: Model, { store }: Real): Promise<number> {
  const holders = heldKeys(model);
  for (const key of holders) {
    expect((await store.claim(key, { leaseMs: 1, retainMs: 1, signal })).state).toBe("running");
  }
  const others = KEYS.filter((key) => !holders.includes(key));
  const found = await Promise.all(others.map((key) => store.forget(key, { leaseMs: 1, retainMs: 1, signal })));
  return holders.length + found.filter(Boolean).length;
}

describe.each([
  ["memoryStore", memoryStore],
  ["fingerprintStore", fingerprintStore],
])("%s", (_which, create) => {
  it.each([
    ["is as large as its events are many", 100],
    ["holds four of five events", 4],
    ["holds two of five events", 2],
    ["holds one event", 1],
  ])("a store that %s does what the model says", async (_name, maxEntries) => {
    const key = fc.constantFrom(...KEYS);
    const leaseMs = fc.constantFrom(1, 5, 10, 40);
    const retainMs = fc.constantFrom(1, 10, 50, 200);
    const operation = fc.constantFrom<Operation>("complete", "release", "extend");
    const age = fc.constantFrom(0, 0, 0, 1, 2);
    const commands = [
      fc.nat(60).map((ms) => new Pass(ms)),
      fc.tuple(key, leaseMs, retainMs).map((parts) => new TakeClaim(...parts)),
      fc.tuple(key, leaseMs, retainMs).map((parts) => new TakeClaim(...parts)),
      fc.tuple(operation, key, age, leaseMs, retainMs).map((parts) => new Use(...parts)),
      key.map((name) => new Forget(name)),
    ];
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 60, size: "max" }), async (sequence) => {
        const model: Model = { now: START, maxEntries, known: new Map(), fences: new Map() };
        const real: Real = { now: START, store: create({ maxEntries, clock: () => real.now }) };
        await fc.asyncModelRun(() => ({ model, real }), sequence);
        expect(await count(model, real)).toBeLessThanOrEqual(maxEntries);
      }),
      { seed: 20261106, numRuns: 150 },
    );
  });
});
