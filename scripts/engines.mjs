import { execFile, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

// Real engines on free ports of the loopback interface, for tests, chaos, benchmarks and examples. Whoever starts one stops it.

const exec = promisify(execFile);
const HOST = "127.0.0.1";

export const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer()
      .on("error", reject)
      .listen(0, HOST, () => {
        const { port } = server.address();
        server.close(() => resolve(port));
      });
  });

/** Where Debian keeps the server programs of PostgreSQL, which are not on the PATH. */
const postgresFolders = () => {
  const lib = "/usr/lib/postgresql";
  if (!existsSync(lib)) return [];
  const versions = readdirSync(lib).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(lib, version, "bin"));
};

/** The path of a program, or `undefined`. */
export function program(name) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), ...postgresFolders()];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

const PROGRAMS = { redis: "redis-server", postgres: "initdb" };

/**
 * Whether an engine can be started here. Where `CI` is set its absence is an error; elsewhere it is said loudly.
 * @param {"redis" | "postgres"} engine
 */
export function hasEngine(engine) {
  const name = PROGRAMS[engine];
  if (program(name)) return true;
  const message = `${name} is not installed: what needs ${engine} CANNOT RUN. On Debian: apt-get install redis-server postgresql`;
  if (process.env.CI) throw new Error(message);
  console.warn(`\n*** ${message} ***\n`);
  return false;
}

async function listening(port, child) {
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(20)) {
    const open = await new Promise((resolve) => {
      const socket = connect(port, HOST, () => resolve(true)).on("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
    if (open) return;
    if (child.exitCode !== null) break;
  }
  throw new Error(`nothing listens on port ${port}`);
}

const ended = (child) =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once("exit", resolve));

/** What can be done to a running engine. `launch` starts the process; data stay in the folder until `stop`. */
async function engine(port, folder, launch, ready, deadly = "SIGKILL") {
  let child;
  const start = async () => {
    child = launch();
    await listening(port, child);
    await ready?.();
  };
  const kill = async (signal = deadly) => {
    child.kill(signal);
    await ended(child);
  };
  await start();
  return {
    port,
    host: HOST,
    folder,
    get pid() {
      return child.pid;
    },
    /** Starts it again, on the same port and data. */
    start,
    /** Crashes the process and keeps the data. */
    kill,
    pause: () => child.kill("SIGSTOP"),
    resume: () => child.kill("SIGCONT"),
    /** Ends it and removes its data. */
    async stop() {
      child.kill("SIGCONT");
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A Redis server.
 * @param {string[]} [args] further arguments, such as `["--appendonly", "yes"]`
 */
export async function startRedis(args = []) {
  const folder = mkdtempSync(join(tmpdir(), "hookonce-redis-"));
  const port = await freePort();
  const all = ["--port", String(port), "--bind", HOST, "--dir", folder, "--save", "", ...args];
  const launch = () => spawn(program("redis-server"), all, { stdio: "ignore" });
  const started = await engine(port, folder, launch, async () => {
    // It listens before its data are loaded.
    for (const end = Date.now() + 30_000; Date.now() < end; await sleep(20)) {
      if (/^(\+PONG|-NOAUTH)/.test(await ask(port, "PING\r\n"))) return;
    }
    throw new Error("Redis does not answer");
  });
  return Object.assign(started, { url: `redis://${HOST}:${port}` });
}

/** Sends bytes and gives the first that come back. */
const ask = (port, text) =>
  new Promise((resolve) => {
    const socket = connect(port, HOST, () => socket.write(text));
    socket.setEncoding("utf8").setTimeout(2000, () => socket.destroy());
    socket.once("data", (data) => {
      resolve(data);
      socket.destroy();
    });
    socket.on("error", () => resolve("")).on("close", () => resolve(""));
  });

/**
 * A PostgreSQL server with a database `postgres`, whose user `postgres` needs no password.
 * @param {Record<string, string | number>} [settings] such as `{ fsync: "on" }`; by default nothing waits for the disk
 */
export async function startPostgres(settings = {}) {
  const folder = mkdtempSync(join(tmpdir(), "hookonce-postgres-"));
  const port = await freePort();
  // initdb and postgres refuse to run as root.
  const root = process.getuid?.() === 0;
  let as = [];
  if (root) {
    const [uid, gid] = await Promise.all(
      ["-u", "-g"].map(async (flag) => Number((await exec("id", [flag, "postgres"])).stdout)),
    );
    chownSync(folder, uid, gid);
    as = ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"];
  }
  const command = (name, args) => [...as, program(name), ...args];
  const data = join(folder, "data");
  const [initdb, ...rest] = command("initdb", [
    "-D",
    data,
    "-U",
    "postgres",
    "-A",
    "trust",
    "-E",
    "UTF8",
    "--locale=C",
    "-N",
  ]);
  await exec(initdb, rest, { cwd: folder });
  const all = {
    fsync: "off",
    max_connections: 200,
    unix_socket_directories: folder,
    listen_addresses: HOST,
    ...settings,
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const [postgres, ...args] = command("postgres", ["-D", data, "-p", String(port), ...flags]);
  const launch = () => spawn(postgres, args, { stdio: "ignore", cwd: folder });
  const ready = async () => {
    for (const end = Date.now() + 60_000; Date.now() < end; await sleep(50)) {
      const answer = await exec(program("pg_isready"), ["-h", HOST, "-p", String(port)]).then(
        () => true,
        () => false,
      );
      if (answer) return;
    }
    throw new Error("PostgreSQL does not answer");
  };
  // SIGQUIT is its crash: nothing is written any more, and the next start recovers. SIGKILL would leave its children behind.
  const started = await engine(port, folder, launch, ready, "SIGQUIT");
  return Object.assign(started, { url: `postgres://postgres@${HOST}:${port}/postgres` });
}
