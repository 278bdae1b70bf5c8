import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./exports.mjs";
import { FILE as HEADERS, knownHeaders } from "./known-headers.mjs";
import { indexOf, pageOf, readmeTable } from "./provider-docs.mjs";
import { docBlockOf, loadProviders, readSource } from "./providers.mjs";

// Writes all that follows from the folder of providers: their entries in package.json, the type of their ids, their pages.
// With --check it changes nothing and fails when something is stale.

const SELF = "scripts/generate.mjs";
const IDS = "src/provider-ids.ts";
const PAGES = "docs/providers";

/** package.json with one line for each provider between the adapters and the stores; every other line stays as it is. */
export function withExports(manifest, ids) {
  const entry = /^ {4}"\.\/providers\/[^"]+": .*$/;
  const lines = manifest.split("\n");
  const first = lines.findIndex((line) => entry.test(line));
  const at = first < 0 ? lines.findIndex((line) => /^ {4}"\.\/stores\//.test(line)) : first;
  if (at < 0) throw new Error("package.json has no entry of a provider or a store");
  const entries = ids.map((id) => {
    const target = `./dist/providers/${id}`;
    return `    "./providers/${id}": { "types": "${target}.d.ts", "default": "${target}.js" },`;
  });
  const others = lines.filter((line) => !entry.test(line));
  return [...others.slice(0, at), ...entries, ...others.slice(at)].join("\n");
}

/** A page with what stands between its marks written anew. */
export function withBlock(page, name, text) {
  const begin = `<!-- begin: ${name}, written by ${SELF} -->\n`;
  const end = `<!-- end: ${name} -->`;
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`There are no marks for ${name}.`);
  return `${page.slice(0, from + begin.length)}\n${text}\n\n${page.slice(to)}`;
}

const typeOf = (ids) => `/** The id of a provider that hookonce ships. Written by ${SELF}. */
export type ProviderId =
${ids.map((id) => `  | "${id}"`).join("\n")};
`;

/** What each generated file should hold; `undefined` for one that should not be there. */
export async function expected(base = root) {
  const read = (path) => readFileSync(join(base, path), "utf8");
  const all = await loadProviders(base);
  const ids = all.map(({ id }) => id);
  const files = new Map([
    ["package.json", withExports(read("package.json"), ids)],
    [IDS, typeOf(ids)],
    [HEADERS, knownHeaders(all)],
    ["README.md", withBlock(read("README.md"), "providers", readmeTable(all))],
    ["docs/providers.md", withBlock(read("docs/providers.md"), "providers", indexOf(all))],
  ]);
  for (const file of existsSync(join(base, PAGES)) ? readdirSync(join(base, PAGES)) : []) {
    files.set(`${PAGES}/${file}`, undefined);
  }
  for (const one of all) files.set(`${PAGES}/${one.id}.md`, pageOf(one, docBlockOf(readSource(one.id, base)), ids));
  return files;
}

/** The files that are not what they should be. */
export async function stale(base = root) {
  const files = await expected(base);
  const now = (path) => (existsSync(join(base, path)) ? readFileSync(join(base, path), "utf8") : undefined);
  return new Map([...files].filter(([path, text]) => now(path) !== text));
}

/** Writes what is stale, and says which. */
export async function generate(base = root) {
  const files = await stale(base);
  for (const [path, text] of files) {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    if (text === undefined) rmSync(join(base, path));
    else writeFileSync(join(base, path), text);
  }
  return [...files.keys()];
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  if (process.argv.includes("--check")) {
    const files = [...(await stale()).keys()];
    for (const path of files) console.error(`${path} is not what the providers' data say: run npm run generate`);
    process.exitCode = files.length ? 1 : 0;
  } else {
    for (const path of await generate()) console.log(`wrote ${path}`);
  }
}
