import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { page, type Result } from "../../bench/harness/page.mjs";
import { createReport } from "../../bench/harness/report.mjs";
import { summary, table } from "../../bench/harness/table.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

function figures() {
  const report = createReport();
  report.ratio({ aim: 1, what: "1 KB: verify", of: [1600, 1700], to: [2000, 2000], most: 0.85 });
  report.ratio({ aim: 3, what: "a peer: times faster", of: [3e6, 3e6], to: [2e6, 2e6], least: 1.6 });
  report.ratio({ what: "beside it", of: [4e9], to: [2e9] });
  report.value({ aim: 13, what: "bundle", value: 3501, unit: "B", most: 3500 });
  report.value({ aim: 14, what: "start", times: [4.25, 4.5, 4.75], unit: "ms", most: 5 });
  report.value({ aim: 8, what: "share", value: Number.NaN, unit: "×", most: 0.5 });
  return report.figures;
}

const cells = (line: string) => line.split("|").map((cell) => cell.trim());

const result = (node: string, changes: Partial<Result> = {}): Result => ({
  date: "2026-11-25",
  quick: false,
  machine: "2 × a processor, 8 GiB, linux x64",
  versions: { node, openssl: "3.0.19", v8: "12", peers: { stripe: "23.1.0" } },
  parts: [{ part: "verify", aims: [1], figures: figures(), notes: ["As it is."], seconds: 1 }],
  ...changes,
});

describe("the table of the benchmark", () => {
  it("says what was measured, what it should be, and whether it is", () => {
    const [head = "", , ...rows] = table(figures()).split("\n");
    expect(cells(head).slice(1, -1).join()).toBe("aim,figure,median,quiet,spread,quiet times,goal,verdict");
    expect(rows.map((row) => cells(row).slice(1, -1))).toEqual([
      ["1", "1 KB: verify", "0.80", "0.80", "0.80 to 0.85", "1.60 µs : 2.00 µs", "≤ 0.85", "met"],
      ["3", "a peer: times faster", "1.50", "1.50", "1.50 to 1.50", "3.00 ms : 2.00 ms", "≥ 1.6", "NOT met"],
      ["", "beside it", "2.00", "2.00", "2.00 to 2.00", "4.00 s : 2.00 s", "", ""],
      ["13", "bundle", "3,501 B", "", "", "", "≤ 3,500 B", "NOT met"],
      ["14", "start", "4.50 ms", "4.25 ms", "4.25 ms to 4.75 ms", "", "≤ 5 ms", "met"],
      ["8", "share", "? ×", "", "", "", "≤ 0.5 ×", "NOT met"],
    ]);
  });

  it("counts what is met, and leaves out what has no goal", () => {
    expect(summary([{ figures: figures() }])).toBe("5 figures with an aim: 2 met, 3 NOT met");
  });
});

describe("docs/benchmarks.md", () => {
  it("is made of the JSON, and says date, machine, versions and how to read it", () => {
    const kept = JSON.parse(JSON.stringify([result("20.20.2")]));
    const text = page(kept);
    expect(text).toContain(
      "- 2026-11-25, Node 20.20.2 (OpenSSL 3.0.19, V8 12), 2 × a processor, 8 GiB, linux x64: 5 figures",
    );
    expect(text).toContain("Peers: stripe 23.1.0.");
    expect(text).toContain("How to read it.");
    expect(text).toContain("As it is.");
    const rows = text
      .split("\n")
      .filter((line) => line.startsWith("| "))
      .map(cells);
    expect(rows.find((row) => row[2] === "bundle")?.slice(3, -1)).toEqual(["≤ 3,500 B", "3,501 B", "", "**NOT met**"]);
    expect(rows.find((row) => row[2] === "1 KB: verify")?.slice(3, -1)).toEqual([
      "≤ 0.85",
      "0.80",
      "0.80 (0.80 to 0.85)",
      "met",
    ]);
  });

  it("puts runs under several Nodes side by side, the oldest first, and leaves blank what one did not measure", () => {
    const older = result("9.1.0", { parts: [] });
    const text = page([result("26.10.0"), older, result("20.20.2")]);
    const [head = ""] = text.split("\n").filter((line) => line.startsWith("| aim"));
    expect(cells(head).filter((cell) => cell.startsWith("Node"))).toEqual([
      "Node 9.1.0: median",
      "Node 20.20.2: median",
      "Node 26.10.0: median",
    ]);
    const row = cells(text.split("\n").find((line) => line.includes("| bundle")) ?? "");
    expect(row.slice(4, 11)).toEqual(["", "", "", "3,501 B", "", "**NOT met**", "3,501 B"]);
  });

  it("shows the parts in the order of their aims, and last what serves none", () => {
    const part = (name: string, ...aims: number[]) => ({ part: name, aims, figures: figures(), notes: [], seconds: 1 });
    const text = page([result("20.20.2", { parts: [part("late", 13), part("none"), part("first", 1, 2)] })]);
    const heads = text.split("\n").filter((line) => line.startsWith("## "));
    expect(heads).toEqual(["## first", "## late", "## none"]);
  });

  it("is not made of a smoke test, nor of nothing", () => {
    expect(() => page([result("20.20.2", { quick: true })])).toThrow("a smoke test");
    expect(() => page([])).toThrow("there are no results");
  });
});

describe("npm run bench", () => {
  it("fails on a part that it does not know, and names those that there are", async () => {
    const run = promisify(execFile)(process.execPath, ["bench/bench.mjs", "mongodb"], { cwd: root });
    await expect(run).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/there is no part mongodb; the parts are asymmetric, .*verify/),
    });
  });
});
