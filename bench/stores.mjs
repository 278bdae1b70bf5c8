// What a store costs beside the bare statement of its engine through the same client: rates as ratios, bytes, growth.
// node bench/stores.mjs [--only memory|redis|postgres|sqlite] [--json file] [--quick]
import { writeFileSync } from "node:fs";
import { arch, cpus, platform, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { createFigures, table } from "./stores/figures.mjs";

const HOUSES = {
  memory: async () => (await import("./stores/memory.mjs")).measureMemory,
  redis: async () => (await import("./stores/redis.mjs")).measureRedis,
  postgres: async () => (await import("./stores/postgres.mjs")).measurePostgres,
  sqlite: async () => (await import("./stores/sqlite.mjs")).measureSqlite,
};

const { values } = parseArgs({
  options: { only: { type: "string", multiple: true }, json: { type: "string" }, quick: { type: "boolean" } },
});
const { only = Object.keys(HOUSES), json, quick = false } = values;
for (const name of only) if (!HOUSES[name]) throw new Error(`--only is one of ${Object.keys(HOUSES).join(", ")}`);

const size = quick ? { few: 500, many: 5000, quick } : { few: 10_000, many: 1_000_000, quick };
const figures = createFigures();
const versions = [`Node ${process.version}`];
for (const name of only) {
  console.error(`measuring ${name} …`);
  const measure = await HOUSES[name]();
  versions.push(...((await measure(figures, size)) ?? []));
}

const cores = cpus();
const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
const machine = `${cores.length} × ${cores[0]?.model}, ${memory}, ${platform()} ${arch()}`;
const date = new Date().toISOString().slice(0, 10);
console.log(
  `${date}; ${machine}\n${versions.join(", ")}${quick ? "\nA smoke test: these figures say nothing." : ""}\n`,
);
console.log(table(figures.list));
if (json)
  writeFileSync(json, `${JSON.stringify({ date, machine, versions, quick, figures: figures.list }, null, 2)}\n`);
