import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
export const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8"));

/** The exports map as a list: what a user imports, the built file, and the source it was built from. */
export const entries = Object.entries(manifest.exports)
  .filter(([, target]) => typeof target === "object")
  .map(([subpath, target]) => ({
    specifier: manifest.name + subpath.slice(1),
    types: target.types,
    built: target.default,
    source: target.default.replace("./dist/", "./src/").replace(/\.js$/, ".ts"),
  }));
