import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { arch, cpus, platform, totalmem } from "node:os";

/** The path of another Node: a path as it is, a version such as 26 from the npm registry; without either this one. */
export function nodeAt(given) {
  if (!given) return process.execPath;
  if (existsSync(given)) return given;
  const ask = ["exec", "--yes", `--package=node@${given}`, "--", "node", "-p", "process.execPath"];
  // In an empty folder npm looks at no project.
  return execFileSync("npm", ask, { encoding: "utf8", cwd: "/" }).trim();
}

/** The versions under which a run is measured. */
export function versionsOf(node, peers) {
  const {
    node: version,
    openssl,
    v8,
  } = JSON.parse(execFileSync(node, ["-p", "JSON.stringify(process.versions)"], { encoding: "utf8" }));
  return { node: version, openssl, v8, peers };
}

export function machine() {
  const cores = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return { machine: `${cores.length} × ${cores[0]?.model}, ${memory}, ${platform()} ${arch()}` };
}
