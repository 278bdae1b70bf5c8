import { execFile, execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { root } from "./exports.mjs";

// Each runtime from the npm registry: the rules of the SQLite stores in those that bring a SQLite, and over better-sqlite3, which
// compiles for a minute where no prebuilt binary can be had; and the MACs, for which each has its own fast way.

const work = mkdtempSync(join(tmpdir(), "hookonce-runtimes-"));
const modules = join(work, "node_modules");
const windows = process.platform === "win32";
const bundleOf = (suite) => join(work, `${suite}.bundle.mjs`);
const runtimes = [
  ["Node.js", [process.execPath], "better-sqlite3"],
  ["Node.js", [join(modules, "node22/bin/node")], "node:sqlite"],
  ["Node.js", [join(modules, "node24/bin/node")], "node:sqlite"],
  ["Bun", [join(modules, "bun/bin/bun.exe")], "bun:sqlite"],
  ["Deno", [process.execPath, join(modules, "deno/bin.cjs")]],
];

let failed = 0;
try {
  for (const file of ["package.json", "package-lock.json"]) {
    cpSync(join(root, "test/runtimes", file), join(work, file));
  }
  const flags = ["ci", "--no-audit", "--no-fund", "--prefer-offline"];
  execFileSync(windows ? "npm.cmd" : "npm", flags, { cwd: work, stdio: ["ignore", "ignore", "inherit"] });
  for (const suite of ["sqlite", "hmac"]) {
    await build({
      // As if it lay in the root: its own folder is another package.
      stdin: { contents: readFileSync(join(root, `test/runtimes/${suite}.mjs`), "utf8"), resolveDir: root },
      outfile: bundleOf(suite),
      bundle: true,
      format: "esm",
      platform: "node",
      external: ["better-sqlite3", "bun:sqlite", "node:sqlite"],
      absWorkingDir: root,
      tsconfigRaw: {}, // its paths lead to src
      logLevel: "error",
    });
  }
  const run = promisify(execFile);
  for (const [name, [program, ...before], driver] of runtimes) {
    const version = (await run(program, [...before, "--version"])).stdout.split("\n")[0].replace(/^deno /, "");
    const runs = [["hmac", []], ...(driver ? [["sqlite", [driver]]] : [])];
    for (const [suite, args] of runs) {
      const allowed = name === "Deno" ? ["run", "--allow-all"] : [];
      const { stdout, stderr, code } = await run(program, [...before, ...allowed, bundleOf(suite), ...args], {
        cwd: work,
        timeout: 180_000,
      }).catch((error) => error);
      if (code || !stdout) failed++;
      console.log(`${name} ${version}, ${String(stdout || stderr).trim()}`);
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
