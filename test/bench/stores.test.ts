import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

/** Over the built package: `npm test` builds before it tests. */
function bench(...options: string[]) {
  if (!existsSync(`${root}dist/index.js`)) throw new Error("There is no dist: run npm run build before this test.");
  return run(process.execPath, ["bench/stores.mjs", ...options], { cwd: root, timeout: 55_000 });
}

describe("npm run bench:stores", () => {
  it("prints one table, says whether each aim is met, and ends well either way", { timeout: 60_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "hookonce-bench-"));
    const file = join(folder, "figures.json");
    const { stdout } = await bench("--quick", "--only", "memory", "--json", file);
    const { figures, versions } = JSON.parse(readFileSync(file, "utf8"));
    rmSync(folder, { recursive: true });

    expect(stdout).toContain(`Node ${process.version}`);
    expect(versions).toEqual([`Node ${process.version}`]);
    const [head, , ...rows] = stdout.split("\n").filter((line) => line.startsWith("|"));
    const cells = (line = "") => line.split("|").map((cell) => cell.trim());
    expect(cells(head)).toEqual(["", "store", "figure", "measured", "aim", "verdict", ""]);
    expect(rows).toHaveLength(figures.length);

    const bytes = figures.find((figure: { bytes?: number }) => figure.bytes);
    expect(bytes.bytes).toBeGreaterThan(50);
    const row = rows.map(cells).find((row) => row[2] === bytes.figure);
    expect(row?.slice(4, 6)).toEqual(["≤ 240 B", bytes.bytes <= 240 ? "met" : "NOT met"]);
    expect(rows.map(cells).filter((row) => (row[4] === "") !== (row[5] === ""))).toEqual([]);
    for (const figure of figures) expect(figure.bytes ?? figure.perSecond).toBeGreaterThan(0);
  });

  it("fails on a store that it does not know", async () => {
    await expect(bench("--quick", "--only", "mongodb")).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("--only is one of memory, redis, postgres, sqlite"),
    });
  });
});
