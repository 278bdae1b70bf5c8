import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { recordOf, sourceText } from "./catalogue.mjs";
import { manifest, root } from "./exports.mjs";

// What can be said of the providers by looking at their folder. As a command it prints them as a table.

/** Ids of all providers: a file whose name begins with `_` is none. */
export const providerIds = (base = root) =>
  readdirSync(join(base, "src/providers"))
    .filter((file) => file.endsWith(".ts") && !file.startsWith("_"))
    .map((file) => file.slice(0, -3))
    .sort();

/** The providers from their sources, each under the name it is exported by. */
export async function loadProviders(base = root) {
  const ids = providerIds(base);
  const { outputFiles } = await build({
    stdin: {
      contents: ids.map((id, i) => `export * as provider${i} from "./src/providers/${id}.ts";`).join("\n"),
      resolveDir: base,
    },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node20",
    tsconfig: join(base, "tsconfig.json"),
    logLevel: "silent",
  });
  const code = Buffer.from(outputFiles[0].contents).toString("base64");
  const modules = await import(/* @vite-ignore */ `data:text/javascript;base64,${code}`);
  return ids.map((id, i) => {
    const [[name, provider], ...others] = Object.entries(modules[`provider${i}`]);
    if (others.length || provider.id !== id)
      throw new Error(`src/providers/${id}.ts exports not just the provider ${id}`);
    return { id, name, specifier: `${manifest.name}/providers/${id}`, provider, record: recordOf(provider, name) };
  });
}

/** The doc block of a provider: its prose, what was checked when, and its traps. */
export function docBlockOf(source) {
  const block = source.match(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export const /)?.[1] ?? "";
  const [prose = "", ...tags] = block
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, "").trim())
    .join("\n")
    .trim()
    .split(/\n(?=@)/);
  const whole = prose.replace(/\s+/g, " ").trim();
  const at = whole.search(/Checked \d{4}-\d\d/);
  const remarks = tags.find((tag) => tag.startsWith("@remarks"))?.slice("@remarks".length) ?? "";
  return {
    prose: at < 0 ? whole : whole.slice(0, at).trim(),
    checked: at < 0 ? "" : whole.slice(at + "Checked ".length),
    traps: remarks
      .split(/\n- /)
      .slice(1)
      .map((trap) => trap.replace(/\s+/g, " ").trim()),
  };
}

export const readSource = (id, base = root) => readFileSync(join(base, "src/providers", `${id}.ts`), "utf8");

/** Who judged a delivery: the provider's own code, a sample that it published, or we (or a package of somebody else). */
function judgeOf({ source, evidence = "", checkedBy = "" }) {
  const said = [evidence, checkedBy].join(" ");
  if (/^own\b/.test(source) || /self-generated|community/.test(`${said} ${source}`)) return "own";
  if (/docs-published|recomputed from the official docs/.test(said)) return "published";
  return /^https?:/.test(source) && !/executed|official-sdk/.test(said) ? "published" : "official";
}

/** How many deliveries of each judge a provider is tested with. */
export function countVectors(id, base = root) {
  const file = join(base, "test/vectors", `${id}.json`);
  const counts = { official: 0, published: 0, own: 0 };
  for (const vector of existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : []) counts[judgeOf(vector)]++;
  return counts;
}

/** The places of a signature's coverage, as text; those in one object of the body together. */
function placesOf(names) {
  const places = names.map((name) => {
    const at = name.indexOf(":");
    const place = name.slice(0, at);
    return { in: place === "json" ? "body" : place, path: name.slice(at + 1) };
  });
  const parents = new Map();
  for (const { in: place, path } of places) {
    const parent = place === "body" ? path.slice(0, path.lastIndexOf(".") + 1) : "";
    const group = `${place} ${parent}`;
    parents.set(group, [...(parents.get(group) ?? []), { in: place, path, parent }]);
  }
  return [...parents.values()].flatMap((group) => {
    const [{ in: place, parent }] = group;
    if (!parent || group.length < 3) return group.map(sourceText);
    return [`${place} \`${parent}*\`: ${group.map(({ path }) => `\`${path.slice(parent.length)}\``).join(" ")}`];
  });
}

/** What the signature covers, in few words. */
export function coveredBy({ scheme, covers }) {
  const { fields = {}, header = [], signedOptions = [] } = scheme;
  const given = new Set(covers.fields);
  for (const name of ["body", "url", "method", "secret", "timestamp"]) given.delete(name);
  // The place of the timestamp, and what lies in a body that is covered whole.
  for (const name of [...given]) {
    const whole = covers.body && /^(json|form):/.test(name);
    if (whole || (fields.timestamp && name === `${fields.timestamp.in}:${fields.timestamp.path}`)) given.delete(name);
  }
  const isPlace = (name) => name.includes(":");
  const captured = [...given]
    .filter((name) => !isPlace(name) && !Object.hasOwn(fields, name))
    .map((name) => {
      if (name === "path") return "path";
      return signedOptions.includes(name) ? `the option \`${name}\`` : `\`${name}\` of ${sourceText(header[0])}`;
    });
  return [
    covers.body && "body",
    covers.url && "URL",
    covers.method && "method",
    covers.fields.includes("timestamp") && "timestamp",
    ...captured,
    ...placesOf([...given].filter(isPlace)),
  ].filter(Boolean);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const rows = (await loadProviders()).map(({ id, record }) => {
    const { official, published, own } = countVectors(id);
    const covered = coveredBy(record).join(", ").replaceAll("`", "") || "nothing";
    const handshakes = [...new Set((record.handshakes ?? []).map(({ method }) => method))].join(" ") || "-";
    const kind = [record.scheme.kind, record.scheme.hash].filter(Boolean).join(" ");
    return [id, kind, covered, handshakes, official, published, own, record.checked].map(String);
  });
  rows.unshift(["id", "kind", "covered by the signature", "handshake", "official", "published", "own", "checked"]);
  const widths = rows[0].map((_cell, at) => Math.min(48, Math.max(...rows.map((row) => row[at].length))));
  for (const row of rows) {
    const cells = row.map((cell, at) => (cell.length > widths[at] ? `${cell.slice(0, widths[at] - 1)}…` : cell));
    console.log(
      cells
        .map((cell, at) => cell.padEnd(widths[at]))
        .join("  ")
        .trimEnd(),
    );
  }
  console.log(`\n${rows.length - 1} providers; official, published, own: who judged the deliveries in test/vectors.`);
}
