import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../scripts/exports.mjs";

/** Runs the command over the built package, and gives its exit code and all that it printed. */
const chaos = (...args: string[]) =>
  new Promise<{ code: number; text: string }>((resolve) => {
    execFile(
      process.execPath,
      [join(root, "chaos/chaos.mjs"), ...args],
      { cwd: root, timeout: 110_000 },
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code ?? 1) : 0, text: stdout + stderr });
      },
    );
  });

describe("chaos", { timeout: 120_000 }, () => {
  it("the model has no fault, and each broken store has one, with the way to it", async () => {
    const { code, text } = await chaos("--only", "model");
    expect(text).toContain("as in the contract");
    expect(text).toMatch(/as in the contract +\|[^\n]*no fault/);
    expect(text.match(/no fault/g)).toHaveLength(1);
    expect(code).toBe(0);
  });

  it("a small storm over SQLite loses and doubles nothing that it may not", async () => {
    const { code, text } = await chaos(
      "--only",
      "sqlite",
      "--only",
      "scenarios",
      "--deliveries",
      "150",
      "--kills",
      "2",
      "--seed",
      "7",
    );
    expect(text).toContain("seed 7");
    expect(text).toContain("0 violations");
    expect(code).toBe(0);
  });

  it.each(["no-claim", "mark-early"])("with a store broken by %s it ends with violations", async (way) => {
    const { code, text } = await chaos(
      "--only",
      "sqlite",
      "--only",
      "scenarios",
      "--deliveries",
      "150",
      "--kills",
      "2",
      "--sabotage",
      way,
    );
    expect(text).not.toContain("\n0 violations");
    expect(code).toBe(1);
  });
});
