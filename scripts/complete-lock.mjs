// Completes package-lock.json with optional packages for other platforms that a registry mirror did not serve.
// `npm ci` refuses a lockfile without them. Run it after an `npm install` behind such a mirror.
import { readFileSync, writeFileSync } from "node:fs";

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const { packages } = lock;
const find = (from, name) => {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
    const key = `${at ? `${at}/` : ""}node_modules/${name}`;
    if (packages[key]) return key;
    if (!at) return;
  }
};
const systems = ["android", "darwin", "linux", "win32", "freebsd", "openbsd", "netbsd", "openharmony", "aix", "sunos"];
const processors = ["arm64", "x64", "ia32", "ppc64", "riscv64", "s390x", "loong64", "arm"];
let added = 0;
for (const [path, entry] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (find(path, name)) continue;
    const words = name.split(/[-/]/);
    const os = systems.find((word) => words.includes(word));
    const cpu = processors.find((word) => words.includes(word));
    if (!os || !cpu || !/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`cannot complete ${name}@${version}`);
    const sibling = Object.keys(entry.optionalDependencies)
      .map((other) => find(path, other))
      .find(Boolean);
    const folder = sibling.slice(0, sibling.lastIndexOf("node_modules/"));
    const libc = words.some((word) => word.startsWith("musl"))
      ? ["musl"]
      : words.some((word) => word.startsWith("gnu")) && os === "linux"
        ? ["glibc"]
        : undefined;
    packages[`${folder}node_modules/${name}`] = {
      version,
      cpu: [cpu],
      ...(entry.dev && { dev: true }),
      ...(libc && { libc }),
      optional: true,
      os: [os],
    };
    added++;
  }
}
const order = new Intl.Collator("en").compare;
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => order(a, b)));
if (added) writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} added`);
