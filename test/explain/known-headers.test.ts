import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

// That the table is up to date is a part of the test of all generated files.
const table = readFileSync(new URL("../../src/explain/known-headers.ts", import.meta.url), "utf8");

it("the table of header names has no header that says nothing about its sender", () => {
  expect(table).not.toMatch(/^ {2}"?(authorization|signature)"?:/m);
  expect(table).toMatch(/^ {2}"stripe-signature": "stripe",$/m);
});
