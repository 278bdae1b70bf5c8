import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createFinishedLog, EXPIRY, type KeyWriter } from "../../src/receiver/finished-log.js";
import { createKeyScratch } from "../../src/receiver/key-scratch.js";
import { wholeKeys } from "../../src/receiver/whole-keys.js";

const bytesOf = (scratch: ReturnType<typeof createKeyScratch>, key: string) => {
  const length = scratch.write(key);
  return Buffer.from(scratch.words.buffer, 8, length).toString("hex");
};

const anyKey = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ unit: fc.constantFrom('"', "\\", "u", "d", "8", "0", "\ud800", "\udc00", "\ufffd", "a"), maxLength: 10 }),
);

describe("the bytes of a key", () => {
  it("differ where the keys do, halves of surrogate pairs and what only looks like JSON included", () => {
    const scratch = createKeyScratch();
    fc.assert(
      fc.property(anyKey, anyKey, (one, other) => {
        expect(bytesOf(scratch, one) === bytesOf(scratch, other)).toBe(one === other);
      }),
      {
        examples: [
          ["\ud800", "\ufffd"],
          ["\ud800", '"\\ud800"'],
          ["a", "a\0"],
        ] as [string, string][],
        numRuns: 2000,
      },
    );
  });

  it("say nothing of the key before, and are followed by eight that are 0", () => {
    const scratch = createKeyScratch();
    for (const key of ["x".repeat(900), "é".repeat(900), "\u0001".repeat(300), "", "abc", "x".repeat(5000)]) {
      const length = scratch.write(key);
      expect([...new Uint8Array(scratch.words.buffer, 8 + length, 8)]).toEqual(Array(8).fill(0));
    }
    expect(bytesOf(scratch, "abc")).toBe("616263");
  });
});

/** All keys in a shard, and but a few places to begin at: what stands in the way of each other is told apart by its bytes. */
const crowded = (seed: Uint32Array): KeyWriter => {
  const write = wholeKeys(seed);
  return (key) => {
    const words = write(key);
    words[0] = 1 + (key.length % 3);
    return words;
  };
};

describe.each([
  ["hashes that are spread", wholeKeys],
  ["hashes that collide", crowded],
])("a log with %s", (_name, writer) => {
  it("finds what was added and neither removed nor dropped, the oldest is dropped first", () => {
    const key = fc.oneof(
      { weight: 9, arbitrary: anyKey },
      { weight: 1, arbitrary: fc.constantFrom("x".repeat(70_000), "y".repeat(9000)) },
    );
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ add: key }) },
      { weight: 2, arbitrary: fc.record({ drop: fc.nat(20) }) },
      { weight: 1, arbitrary: fc.record({ remove: fc.nat(1000) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { size: "max", maxLength: 300 }), (steps) => {
        const log = createFinishedLog(writer);
        const model: { key: string; fence: number; removed: boolean }[] = [];
        const living = () => model.filter(({ removed }) => !removed);
        let fence = 0;
        for (const one of steps) {
          if ("add" in one) {
            const words = log.read(one.add);
            if (log.find(words)) continue;
            log.add(words, ++fence, fence * 10);
            model.push({ key: one.add, fence, removed: false });
          } else if ("drop" in one) {
            for (let i = 0; i < one.drop && model.length; i++) {
              expect(log.oldestExpiry()).toBe((model.shift()?.fence ?? 0) * 10);
              log.dropOldest();
            }
          } else {
            const entry = living()[one.remove % (living().length || 1)];
            const found = entry && log.find(log.read(entry.key));
            if (found) log.remove(found);
            if (entry) entry.removed = true;
          }
          expect(log.count()).toBe(model.length);
        }
        for (const entry of model) {
          const found = log.find(log.read(entry.key));
          const known = living().find(({ key }) => key === entry.key);
          expect(found && [found.units[found.at], found.units[found.at + EXPIRY]]).toEqual(
            known && [known.fence, known.fence * 10],
          );
        }
        expect(log.find(log.read("never added"))).toBeUndefined();
        if (!model.length) expect(log.oldestExpiry()).toBe(Number.POSITIVE_INFINITY);
      }),
      { numRuns: 60 },
    );
  });
});

describe("what a log makes", () => {
  const made: { name: string; length: number }[] = [];
  beforeEach(() => {
    for (const name of ["Int32Array", "Float64Array"] as const) {
      const construct = (target: any, [given]: unknown[]) => {
        const array = new target(given);
        if (typeof given === "number") made.push({ name, length: given });
        return array;
      };
      vi.stubGlobal(name, new Proxy(globalThis[name], { construct }));
    }
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    made.length = 0;
  });

  const adder = (log: ReturnType<typeof createFinishedLog>) => {
    let next = 0;
    return (count: number) => {
      for (let i = 0; i < count; i++) log.add(log.read(`stripe:default:evt_${next++}`), next, next);
    };
  };

  it("is small at a time, however many there are: a page, or a shard of some hundredths of all", () => {
    const add = adder(createFinishedLog(wholeKeys));
    add(200_000);
    expect(Math.max(...made.map(({ length }) => length))).toBe(8192);
    const shards = made.filter(({ name }) => name === "Int32Array").map(({ length }) => length);
    expect(Math.max(...shards)).toBeLessThanOrEqual(4096);
    // Of 256 shards, no thousand of events makes more than a few anew.
    made.length = 0;
    for (let i = 0; i < 100; i++) {
      const before = made.length;
      add(1000);
      expect(made.length - before).toBeLessThan(25);
    }
  });

  it("is nothing at all, as good as, in a log that is full: pages and shards are used again", () => {
    const log = createFinishedLog(wholeKeys);
    const add = adder(log);
    add(40_000);
    const turn = () => {
      for (let i = 0; i < 40_000; i++) {
        log.dropOldest();
        add(1);
      }
    };
    turn();
    made.length = 0;
    turn();
    expect(made.length).toBeLessThan(20);
  });
});
