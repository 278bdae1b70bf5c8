import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../scripts/exports.mjs";

/** Runs the command over the built package, and gives its exit code and all that it printed. */
function chaos(...args: string[]) {
  if (!existsSync(join(root, "dist/index.js")))
    throw new Error("There is no dist: run npm run build before this test.");
  const command = [join(root, "chaos/chaos.mjs"), ...args];
  return new Promise<{ code: number; text: string }>((resolve) => {
    execFile(process.execPath, command, { cwd: root, timeout: 110_000 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, text: stdout + stderr });
    });
  });
}

const only = (...names: string[]) => names.flatMap((name) => ["--only", name]);
const small = ["--deliveries", "150", "--kills", "2", "--seed", "7"];

describe("npm run chaos", { timeout: 120_000 }, () => {
  it("ends well after a small storm in which nothing was lost or doubled that may not be", async () => {
    const { code, text } = await chaos(...only("sqlite", "scenarios", "storm"), ...small);
    expect(text).toContain("seed 7");
    expect(text).toMatch(/storm +\| sqlite +\| claimed +\| 150 /);
    expect(text).toMatch(/storm +\| sqlite +\| transactional +\| 150 /);
    expect(text).toContain("\n0 violations");
    expect(code).toBe(0);
  });

  // One handler in fifty fails, and a store that marks early shows only then, or in a kill: it takes many events to be sure of one.
  const many = ["--deliveries", "1500", "--kills", "6", "--seed", "7"];

  it.each([
    ["no-claim", "claimed", small],
    ["mark-early", "claimed", many],
    ["no-claim", "transactional", small],
  ])("fails with a store broken by %s, grade %s", async (way, grade, size) => {
    const { code, text } = await chaos(...only("sqlite", "scenarios", "storm", grade), ...size, "--sabotage", way);
    expect(text).toMatch(/\n[1-9]\d* violations/);
    expect(code).toBe(1);
  });

  it("does not know every name", async () => {
    const { code, text } = await chaos(...only("mongodb"));
    expect(text).toContain("--only is one of");
    expect(code).toBe(1);
  });
});
