import { spawn } from "node:child_process";
import { copyFileSync, cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "./exports.mjs";

// Packs hookonce, installs each example from the tarball into a temporary copy, and runs it: build, start, send.
//   node scripts/examples.mjs            all of them
//   node scripts/examples.mjs koa next   these
//   node scripts/examples.mjs pack       only writes examples/hookonce.tgz, for trying them by hand

const examples = join(root, "examples");
const names = readdirSync(examples, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const wanted = process.argv.slice(2);
const isWindows = process.platform === "win32";
const npm = isWindows ? "npm.cmd" : "npm";

const start = (command, args, cwd, env = {}) => {
  const options = { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"], detached: !isWindows };
  const child = spawn(command, args, options);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const ended = new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  // npm starts the server as a child of its own.
  const stop = async () => {
    if (child.exitCode === null) process.kill(isWindows ? child.pid : -child.pid, "SIGTERM");
    await ended;
  };
  return { ended, stop, output: () => output };
};

async function run(command, args, cwd, env) {
  const { ended, output } = start(command, args, cwd, env);
  const code = await ended;
  if (code !== 0) throw new Error(`${command} ${args.join(" ")}: exit code ${code}\n${output()}`);
  return output();
}

async function pack(folder) {
  await run(npm, ["run", "build"], root);
  const packed = await run(npm, ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], root);
  const [{ filename }] = JSON.parse(packed.slice(packed.indexOf("[\n")));
  copyFileSync(join(folder, filename), join(folder, "hookonce.tgz"));
  rmSync(join(folder, filename));
}

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer()
      .on("error", reject)
      .listen(0, "127.0.0.1", () => {
        const { port } = server.address();
        server.close(() => resolve(port));
      });
  });

async function reached(url, server) {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(100)) {
    const answered = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answered) return;
    if ((await Promise.race([server.ended, sleep(0, "runs")])) !== "runs") break;
  }
  throw new Error(`${url} does not answer\n${server.output()}`);
}

function must(holds, what, output) {
  if (!holds) throw new Error(`${what}\n${output}`);
}

/** Two rounds of npm run send: each takes effect once. */
async function tryOut(folder) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = start(npm, ["start"], folder, { PORT: String(port) });
  try {
    await reached(`${url}/shop`, server);
    for (const round of [1, 2]) {
      const output = await run(npm, ["run", "send"], folder, { SHOP_URL: url });
      const statuses = [...output.matchAll(/^(forged|genuine|duplicate) +(\d+)/gm)].map(([, , status]) =>
        Number(status),
      );
      must(String(statuses) === "401,200,200", "the answers are not 401, 200, 200", output);
      const { orders, revenue } = JSON.parse(output.match(/^shop +(.+)$/m)[1]);
      must(
        Object.keys(orders).length === round && revenue === round * 1200,
        "an order was paid twice, or not at all",
        output,
      );
    }
    must(/refused: SIGNATURE_MISMATCH/.test(server.output()), "the forgery was not reported", server.output());
  } finally {
    await server.stop();
  }
}

if (wanted[0] === "pack") {
  await pack(examples);
  console.log("examples/hookonce.tgz");
} else {
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length) throw new Error(`no such example: ${unknown}`);
  const work = mkdtempSync(join(tmpdir(), "hookonce-examples-"));
  try {
    await pack(work);
    for (const name of wanted.length ? wanted : names) {
      const began = Date.now();
      const folder = join(work, name);
      const source = (path) => !/[\\/](node_modules|\.next)([\\/]|$)/.test(path);
      cpSync(join(examples, name), folder, { recursive: true, filter: source });
      await run(npm, ["install", "--no-audit", "--no-fund", "--prefer-offline"], folder);
      await run(npm, ["run", "build", "--if-present"], folder);
      await tryOut(folder);
      console.log(`${name.padEnd(8)} passed, ${Math.round((Date.now() - began) / 1000)} s`);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
