import { spawn } from "node:child_process";
import { copyFileSync, cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./engines.mjs";
import { root } from "./exports.mjs";

// What the runners of the examples share: pack, install into a temporary copy, start, send.

export const examples = join(root, "examples");
const isWindows = process.platform === "win32";
const npm = isWindows ? "npm.cmd" : "npm";

/** The engine that an example shares among its processes; the others have none. */
export const engines = { redis: "redis", postgres: "postgres", "queue-bullmq": "redis", "queue-pg-boss": "postgres" };

/** The folders of one kind. */
export const namesOf = (kind) =>
  readdirSync(examples, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name in engines === (kind === "distributed"))
    .map(({ name }) => name);

/** Runs `npm …` in a folder. */
function start(args, cwd, env = {}) {
  const options = { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"], detached: !isWindows };
  const child = spawn(npm, args, options);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const ended = new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  // npm starts the program as a child of its own.
  const stop = async (signal = "SIGTERM") => {
    if (child.exitCode === null && child.signalCode === null) {
      process.kill(isWindows ? child.pid : -child.pid, signal);
    }
    await ended;
  };
  return { ended, stop, output: () => output };
}

export async function run(args, cwd, env) {
  const { ended, output } = start(args, cwd, env);
  const code = await ended;
  if (code !== 0) throw new Error(`npm ${args.join(" ")}: exit code ${code}\n${output()}`);
  return output();
}

/** Builds, and writes hookonce.tgz into a folder. */
export async function pack(folder) {
  await run(["run", "build"], root);
  const packed = await run(["pack", "--json", "--ignore-scripts", "--pack-destination", folder], root);
  const [{ filename }] = JSON.parse(packed.slice(packed.indexOf("[\n")));
  copyFileSync(join(folder, filename), join(folder, "hookonce.tgz"));
  rmSync(join(folder, filename));
}

/** Copies an example, installs and builds it, and tries it out. */
async function tryOne(work, name, tryOut) {
  const began = Date.now();
  const folder = join(work, name);
  const source = (path) => !/[\\/](node_modules|\.next)([\\/]|$)/.test(path);
  cpSync(join(examples, name), folder, { recursive: true, filter: source });
  await run(["install", "--no-audit", "--no-fund", "--prefer-offline"], folder);
  await run(["run", "build", "--if-present"], folder);
  const asserted = await tryOut(folder, name);
  const seconds = Math.round((Date.now() - began) / 1000);
  console.log(`${name.padEnd(13)} passed, ${seconds} s${asserted ? `: ${asserted}` : ""}`);
}

/** Packs, and tries examples out in temporary copies, so many at once. */
export async function tryAll(names, tryOut, atOnce = 1) {
  const work = mkdtempSync(join(tmpdir(), "hookonce-examples-"));
  try {
    await pack(work);
    const left = [...names];
    const lane = async () => {
      for (let name = left.shift(); name; name = left.shift()) await tryOne(work, name, tryOut);
    };
    const lanes = await Promise.allSettled(Array.from({ length: atOnce }, lane));
    for (const { reason } of lanes) if (reason) throw reason;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

export function must(holds, what, output) {
  if (!holds) throw new Error(`${what}\n${output}`);
}

/** Asks until it is so, unless the process ends. */
export async function until(holds, what, process) {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(50)) {
    if (await holds()) return;
    if ((await Promise.race([process.ended, sleep(0, "runs")])) !== "runs") break;
  }
  throw new Error(`${what}\n${process.output()}`);
}

/** Waits until a process is ready, and stops it when it never is. */
async function ready(process, isReady, what) {
  try {
    await until(isReady, what, process);
  } catch (error) {
    await process.stop();
    throw error;
  }
  return process;
}

/** `npm start` on a free port, until it answers. */
export async function startShop(folder, env = {}) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const isUp = () =>
    fetch(`${url}/shop`).then(
      ({ ok }) => ok,
      () => false,
    );
  const server = start(["start"], folder, { ...env, PORT: String(port) });
  return { ...(await ready(server, isUp, `${url} does not answer`)), url };
}

/** `npm run work`, until it waits for jobs. */
export function startWorker(folder, env) {
  const worker = start(["run", "work"], folder, env);
  return ready(worker, () => worker.output().includes("waiting for jobs"), "the worker does not start");
}

/** What a shop says of itself. */
export const readShop = async (url) => (await fetch(`${url}/shop`)).json();

/** Two rounds of `npm run send` to one process, or to two: each takes effect once. */
export async function sendTwice(folder, servers, env = {}) {
  const [server] = servers;
  for (const round of [1, 2]) {
    const output = await run(["run", "send"], folder, { ...env, SHOP_URL: servers.map(({ url }) => url).join() });
    const statuses = [...output.matchAll(/^(forged|genuine|duplicate) +(\d+)/gm)].map(([, , status]) => Number(status));
    must(String(statuses) === "401,200,200", "the answers are not 401, 200, 200", output);
    // What was handed to a queue takes effect a little later.
    const isPaid = async () => Object.keys((await readShop(server.url)).orders).length === round;
    await until(isPaid, "an order is missing", server);
    must((await readShop(server.url)).revenue === round * 1200, "an order was paid twice", output);
  }
  must(/refused: SIGNATURE_MISMATCH/.test(server.output()), "the forgery was not reported", server.output());
}
