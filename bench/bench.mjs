// What hookonce costs, beside hand-written code, beside its peers and beside the bare engines: figures, aims, verdicts.
// npm run bench -- [part…] [--without part] [--json file] [--quick] [--node version|path]
// npm run bench -- --docs     writes docs/benchmarks.md from bench/results/*.json, and measures nothing
import { fork } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { machine, nodeAt, versionsOf } from "./harness/machine.mjs";
import { page } from "./harness/page.mjs";
import { installPeers } from "./harness/peers.mjs";
import { summary, table } from "./harness/table.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const all = readdirSync(`${here}parts`)
  .filter((file) => file.endsWith(".mjs") && !file.endsWith("-child.mjs"))
  .map((file) => file.slice(0, -4));

/** Runs a part in its own process. */
function run(part, node, quick) {
  return new Promise((resolve, reject) => {
    const args = [part, quick ? "quick" : "full"];
    const child = fork(`${here}harness/run-part.mjs`, args, { execPath: node, execArgv: ["--expose-gc"] });
    let result;
    child.on("message", (message) => {
      result = message;
    });
    child.on("error", reject);
    child.on("exit", (code) => {
      if (result && code === 0) resolve(result);
      else reject(new Error(`the part ${part} ended with ${code}${result ? "" : " and without figures"}`));
    });
  });
}

/** The page for people, from the figures that are kept. */
function writeDocs() {
  const folder = `${here}results/`;
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  const results = files.map((file) => JSON.parse(readFileSync(`${folder}${file}`, "utf8")));
  writeFileSync(`${here}../docs/benchmarks.md`, page(results));
}

async function measureAll({ parts, node, quick, json }) {
  if (json) mkdirSync(dirname(json), { recursive: true });
  const peers = installPeers();
  const result = {
    date: new Date().toISOString().slice(0, 10),
    quick,
    ...machine(),
    versions: versionsOf(node, peers),
  };
  console.log(`${result.date}; ${result.machine}\nNode ${result.versions.node}, OpenSSL ${result.versions.openssl}`);
  if (quick) console.log("A smoke test: these figures say nothing.");
  result.parts = [];
  for (const part of parts) {
    console.error(`measuring ${part} …`);
    try {
      const done = await run(part, node, quick);
      result.parts.push(done);
      console.log(["", `## ${part}`, "", table(done.figures), ...done.notes.map((note) => `\n${note}`)].join("\n"));
    } catch (error) {
      console.error(`${part} FAILED: ${error.message}`);
      process.exitCode = 1;
    }
    // After each part, so that a long run that is cut short leaves what it has.
    if (json) writeFileSync(json, `${JSON.stringify(result, null, 2)}\n`);
  }
  console.log(`\n${summary(result.parts)}`);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    without: { type: "string", multiple: true, default: [] },
    json: { type: "string" },
    quick: { type: "boolean", default: false },
    node: { type: "string" },
    docs: { type: "boolean" },
  },
});
for (const part of positionals) {
  if (!all.includes(part)) throw new Error(`there is no part ${part}; the parts are ${all.join(", ")}`);
}
if (values.docs) writeDocs();
else {
  const parts = (positionals.length ? positionals : all).filter((part) => !values.without.includes(part));
  await measureAll({ ...values, parts, node: nodeAt(values.node) });
}
