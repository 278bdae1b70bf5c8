import fc from "fast-check";
import { timingSafeVerify } from "hookonce";
import { describe, expect, it } from "vitest";
import { check, seeded } from "../support/property.js";

const bytes = (...values: number[]) => new Uint8Array(values);

describe("timingSafeVerify", () => {
  it("the expected bytes among the candidates are found, in any place", () => {
    const others = [bytes(9), bytes(1, 2), bytes(1, 2, 4), bytes(0, 2, 3), bytes(1, 2, 3, 0)];
    for (let at = 0; at <= others.length; at++) {
      const candidates = [...others.slice(0, at), bytes(1, 2, 3), ...others.slice(at)];
      expect(timingSafeVerify(bytes(1, 2, 3), candidates)).toBe(true);
      expect(
        timingSafeVerify(
          bytes(1, 2, 3),
          candidates.map((one) => ({ bytes: one })),
        ),
      ).toBe(true);
    }
    expect(timingSafeVerify(bytes(1, 2, 3), others)).toBe(false);
  });

  it("the same bytes twice are found", () => {
    expect(timingSafeVerify(bytes(1), [bytes(1), bytes(1)])).toBe(true);
  });

  it("nothing matches an empty signature, not even nothing", () => {
    expect(timingSafeVerify(bytes(), [])).toBe(false);
    expect(timingSafeVerify(bytes(), [bytes()])).toBe(false);
    expect(timingSafeVerify(bytes(), [bytes(0)])).toBe(false);
    expect(timingSafeVerify(bytes(1), [])).toBe(false);
    expect(timingSafeVerify(bytes(0), [bytes()])).toBe(false);
  });

  it("a candidate that is shorter or longer never matches, whatever is missing or behind", () => {
    expect(timingSafeVerify(bytes(1, 0), [bytes(1)])).toBe(false);
    expect(timingSafeVerify(bytes(1), [bytes(1, 0)])).toBe(false);
    expect(timingSafeVerify(bytes(...Array(256).fill(0)), [bytes()])).toBe(false);
    expect(timingSafeVerify(bytes(...Array(257).fill(0)), [bytes(0)])).toBe(false);
    expect(timingSafeVerify(bytes(0), [bytes(...Array(257).fill(0))])).toBe(false);
  });

  it("a view into a larger buffer is compared as what it shows", () => {
    const all = bytes(0, 1, 2, 3);
    expect(timingSafeVerify(bytes(1, 2), [all.subarray(1, 3)])).toBe(true);
    expect(timingSafeVerify(all.subarray(1, 3), [bytes(1, 3)])).toBe(false);
  });

  it(`it agrees with plain equality ${seeded}`, async () => {
    const some = fc.uint8Array({ maxLength: 3, max: 2 });
    const property = fc.asyncProperty(some, fc.array(some, { maxLength: 4 }), async (expected, candidates) => {
      const equal = (one: Uint8Array) => one.length > 0 && Buffer.compare(one, expected) === 0;
      expect(timingSafeVerify(expected, candidates)).toBe(candidates.some(equal));
    });
    await check(property, 2000);
  });
});
