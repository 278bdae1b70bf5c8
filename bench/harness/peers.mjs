import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../peers/", import.meta.url));
const read = (path) => JSON.parse(readFileSync(`${folder}${path}`, "utf8"));

const installed = (name) => {
  const path = `node_modules/${name}/package.json`;
  return existsSync(`${folder}${path}`) ? read(path).version : undefined;
};

/** Installs the peers where one is missing or of another version. Gives their versions by name. */
export function installPeers() {
  const { dependencies } = read("package.json");
  if (Object.entries(dependencies).some(([name, version]) => installed(name) !== version)) {
    console.error("installing the peers in bench/peers …");
    const ask = ["ci", "--no-audit", "--no-fund", "--ignore-scripts"];
    execFileSync("npm", ask, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  }
  return dependencies;
}
