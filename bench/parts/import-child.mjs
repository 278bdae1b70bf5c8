// A fresh process: how long the import of these takes when node:crypto is there already, and how long node:crypto itself took.
import { load } from "../peers/load.mjs";

const [where, ...names] = process.argv.slice(2);
const from = where === "ours" ? (name) => import(name) : load;
const start = performance.now();
await import("node:crypto");
const crypto = performance.now();
await Promise.all(names.map(from));
const end = performance.now();
process.send({ crypto: crypto - start, beyond: end - crypto });
process.disconnect();
