import { describe, expect, it } from "vitest";
import { expected, read } from "../../scripts/known-headers.mjs";

describe("the table of header names", () => {
  it("is what the providers' data say: else run node scripts/known-headers.mjs", { timeout: 60_000 }, async () => {
    expect(read()).toBe(await expected());
  });

  it("names no header that says nothing about its sender", () => {
    expect(read()).not.toMatch(/^ {2}"?(authorization|signature)"?:/m);
    expect(read()).toMatch(/^ {2}"stripe-signature": "stripe",$/m);
  });
});
