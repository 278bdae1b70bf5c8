import { type IdempotencyStore, memoryStore } from "hookonce";
import { describe, expect, it } from "vitest";
import { type Bounds, explore } from "../../chaos/model.mjs";
import { BROKEN_STORES } from "../../chaos/model-store.mjs";
import { createRandom } from "../../chaos/random.mjs";
import { replay } from "../../chaos/replay.mjs";

const PATHS = 300;

describe("the model of three nodes, two lapsed leases and one lost answer", { timeout: 60_000 }, () => {
  it.each<[string, Partial<Bounds>]>([
    ["one delivery each, with a crash and a failing handler", { deliveries: 1 }],
    ["two deliveries each, without", { deliveries: 2, crashes: 0, failures: 0 }],
  ])("has no fault in any order of the steps: %s", (_name, bounds) => {
    const { states, transitions, fault, trace } = explore({ bounds, symmetric: true });
    expect({ fault, trace }).toEqual({ fault: undefined, trace: undefined });
    expect(states).toBeGreaterThan(5000);
    expect(transitions).toBeGreaterThan(2 * states);
    console.log(`${states} states, ${transitions} transitions`);
  });

  it.each([
    ["no fence", /accepted by an older fence/],
    ["no fence at complete", /complete accepted by an older fence/],
    ["no fence at release", /release accepted by an older fence/],
    ["no fence at extend", /extend accepted by an older fence/],
    ["no lease", /more effects than lapsed leases allow/],
    ["claim not atomic", /two winners of a fence/],
    ["done at the claim", /2xx without an effect/],
  ])("has a fault when the store has %s, and shows the way to it", (name, expected) => {
    const { fault, trace } = explore({ store: BROKEN_STORES[name]! });
    expect(fault).toMatch(expected);
    expect(trace?.length).toBeGreaterThan(1);
    console.log(`${name}: ${fault}\n  ${trace?.join("\n  ")}`);
  });

  it("is tried with every broken store that there is", () => {
    expect(Object.keys(BROKEN_STORES)).toHaveLength(7);
  });
});

describe("ways through the model, step by step over the memory store", () => {
  function site(change: (store: IdempotencyStore) => Partial<IdempotencyStore> = () => ({})) {
    let nowMs = 1_700_000_000_000;
    const store = memoryStore({ clock: () => nowMs });
    return {
      store: { ...store, ...change(store) },
      lapse() {
        nowMs += 1;
      },
    };
  }

  it("give the answers of the model", async () => {
    const { paths, answers, differences } = await replay(site(), PATHS, createRandom(1));
    expect(differences).toEqual([]);
    expect(paths).toBe(PATHS);
    expect(answers).toBeGreaterThan(5 * PATHS);
  });

  it.each<[string, (store: IdempotencyStore) => Partial<IdempotencyStore>]>([
    ["believes every completion", () => ({ complete: async () => true })],
    ["refuses to complete again", ({ complete }) => ({ complete: once(complete) })],
    ["forgets the attempts", ({ claim }) => ({ claim: async (key, options) => first(await claim(key, options)) })],
  ])("give other answers over a store that %s", async (_name, change) => {
    const { differences } = await replay(site(change), PATHS, createRandom(1));
    expect(differences).not.toEqual([]);
  });
});

/** Completes each fence once. */
function once(complete: IdempotencyStore["complete"]): IdempotencyStore["complete"] {
  const seen = new Set<string>();
  return async (key, fence, options) => {
    const again = seen.has(`${key} ${fence}`);
    seen.add(`${key} ${fence}`);
    return !again && complete(key, fence, options);
  };
}

const first = (claim: Awaited<ReturnType<IdempotencyStore["claim"]>>) =>
  claim.state === "claimed" ? { ...claim, attempt: 1 } : claim;
