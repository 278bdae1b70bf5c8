import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { entries, root } from "./exports.mjs";

const verify = `export { verify } from "hookonce"; export { stripe } from "hookonce/providers/stripe";`;
const receiver = `
  export { createReceiver, memoryStore } from "hookonce";
  export { webhook } from "hookonce/fetch";
  export { stripe } from "hookonce/providers/stripe";`;

const web = { conditions: ["workerd"], platform: "neutral" };
const node = { conditions: ["node"], platform: "node" };

// [what a user has in the bundle, its entry, the backend, aim and limit in bytes after gzip]. The aims are not reached, see
// docs/decisions/size.md; the limits hold what is there.
const bundles = [
  ["verify + stripe, Web Crypto", verify, web, 2000, 9030],
  ["verify + stripe, node:crypto", verify, node, 3500, 9440],
  ["receiver + memory store + fetch + stripe, Web Crypto", receiver, web, 5000, 17_210],
];

// What only some providers need comes with them.
const BROUGHT = /^src\/core\/(greet|handshakes|items|run-each|payload-forms|time-inside|structured-fields|multipart)/;

/** How many bytes of the one line that a bundle is come from which source, the most first. */
function bytesBySource(map, length) {
  const bytes = new Map();
  const lookup = new SourceMap(JSON.parse(map));
  for (let column = 0; column < length; column++) {
    const { originalSource } = lookup.findEntry(0, column);
    if (originalSource) bytes.set(originalSource, (bytes.get(originalSource) ?? 0) + 1);
  }
  return [...bytes].sort(([, a], [, b]) => b - a);
}

async function measure(entry, target) {
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: root },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
    sourcemap: "external",
    sourcesContent: false,
    outfile: join(root, "bundle.js"), // not written: what the sources are relative to
    absWorkingDir: root,
    tsconfigRaw: {}, // its paths lead to src
    ...target,
  });
  const [map, bundle] = outputFiles;
  const sources = bytesBySource(map.text, bundle.text.length);
  return {
    text: bundle.text,
    bytes: bundle.contents.length,
    gzip: gzipSync(bundle.contents, { level: 9 }).length,
    files: sources.map(([file]) => file),
    largest: sources.slice(0, 8).map(([file, bytes]) => `${bytes} ${file}`),
  };
}

let failed = 0;
const complain = (message) => {
  failed++;
  console.error(`FAIL ${message}`);
};

console.log("  minified     gzip    limit      aim  bundle");
for (const [name, entry, target, aim, limit] of bundles) {
  const { bytes, gzip, files, largest, text } = await measure(entry, target);
  const columns = [bytes, gzip, limit ?? "-", aim ?? "-"].map((cell) => String(cell).padStart(8)).join(" ");
  console.log(`  ${columns}  ${name}${gzip > aim ? " (aim NOT reached)" : ""}`);
  if (gzip > limit) {
    complain(`${name}: ${gzip} bytes gzipped, the limit is ${limit}; minified ${largest.join(", ")} …`);
  }

  const backend = target === web ? "web" : "node";
  const other = target === web ? "node" : "web";
  if (!files.includes(`src/crypto/${backend}.ts`)) complain(`${name}: src/crypto/${backend}.ts is not in the bundle`);
  if (files.includes(`src/crypto/${other}.ts`)) complain(`${name}: src/crypto/${other}.ts is in the bundle`);

  const providers = files.filter((file) => file.startsWith("src/providers/"));
  if (providers.join() !== "src/providers/stripe.ts") complain(`${name}: providers in the bundle: ${providers}`);

  const brought = files.filter((file) => BROUGHT.test(file));
  if (brought.length > 0) complain(`${name}: what stripe does not need is in the bundle: ${brought}`);

  const asymmetric = ["Ed25519", "ECDSA", "RSASSA", "spki"].filter((word) => text.includes(word));
  if (asymmetric.length > 0) complain(`${name}: asymmetric code in the bundle: ${asymmetric}`);
}

// The same look at a provider with a public key must find the words, or the check above could not fail.
const discord = await measure(
  `export { verify } from "hookonce"; export { discord } from "hookonce/providers/discord";`,
  web,
);
if (!discord.text.includes("Ed25519")) complain("discord: no Ed25519 in the bundle, so the check for it says nothing");

const slack = await measure(receiver.replaceAll("stripe", "slack"), web);
console.log(
  `  ${String(slack.bytes).padStart(8)} ${String(slack.gzip).padStart(8)}  the same with slack, which has a handshake`,
);
if (!slack.files.some((file) => BROUGHT.test(file)))
  complain("slack: no handshakes, so the check for them says nothing");

// Each provider by itself: it brings no other one; one that signs with a shared secret brings no public-key code, and adds less
// than this to a bundle in which another such provider is, told by the same functions.
const LIMIT_ADDED = 400;
const ASYMMETRIC =
  /^src\/(keys\/|core\/(public-key|jwk)\.ts|core\/schemes\/(asymmetric|ed25519|ecdsa|rsa|jws|fetched-keys))/;

/** The names that a built provider takes from core, to be exported. */
function takenFromCore(file) {
  const imports = [...readFileSync(join(root, file), "utf8").matchAll(/import \{([^}]*)\} from "([^"]+)"/g)];
  return imports.flatMap(([, names, path]) => {
    if (path !== "../core.js") return [];
    return names.split(",").map((name) => `export { ${name.trim()} } from "./dist/core.js";`);
  });
}

const MINIMAL = `
  import { freezeProvider, hmac } from "./dist/core.js";
  export const acme = freezeProvider({
    id: "acme", name: "Acme", docs: "https://acme.example", checked: "2026-11",
    scheme: hmac({ hash: "sha256", header: "x-acme", format: "{signature}", encoding: "hex", signs: "{body}" }),
  });`;

const floors = new Map();
const shipped = entries.filter(({ specifier }) => specifier.includes("/providers/"));
const added = [];
for (const { specifier, built } of shipped) {
  const [[name, { id, scheme }]] = Object.entries(await import(pathToFileURL(join(root, built)).href));
  const taken = [...new Set(takenFromCore(built.slice(2)))].sort().join("\n");
  const head = `export { verify } from "hookonce";\n${taken}\n`;
  const { gzip, files, text } = await measure(`${head}export { ${name} } from "${specifier}";`, web);
  const others = files.filter((file) => /^src\/providers\/[^_]/.test(file) && file !== `src/providers/${id}.ts`);
  if (others.length > 0) complain(`${id} brings other providers: ${others}`);
  if (scheme.kind !== "hmac") continue;
  const asymmetric = files.filter((file) => ASYMMETRIC.test(file));
  if (asymmetric.length > 0 || text.includes("RSASSA")) complain(`${id} brings public-key code: ${asymmetric}`);
  if (!floors.has(taken)) floors.set(taken, (await measure(head + MINIMAL, web)).gzip);
  added.push([gzip - floors.get(taken), id]);
}

added.sort(([a], [b]) => b - a);
console.log(`\n  an HMAC provider adds at most (limit ${LIMIT_ADDED} bytes gzipped), of ${added.length}:`);
for (const [bytes, id] of added.slice(0, 5)) console.log(`  ${String(bytes).padStart(8)}  ${id}`);
for (const [bytes, id] of added.filter(([more]) => more >= LIMIT_ADDED)) complain(`${id} adds ${bytes} bytes gzipped`);
if (added.length < 10) complain(`only ${added.length} HMAC providers were measured`);

process.exit(failed > 0 ? 1 : 0);
