import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { now } from "./clock.mjs";

const WORKER = fileURLToPath(new URL("worker.mjs", import.meta.url));
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Worker processes behind a balancer. One that ends is started again.
 * @param {{ count: number, config: object, seed: number, balancer: { add(port: number): void, remove(port: number): void } }} options
 */
export function createFleet({ count, config, seed, balancer }) {
  const workers = new Set();
  let started = 0;
  let ending = false;

  function start() {
    const own = { ...config, seed: seed + ++started };
    const child = fork(WORKER, [JSON.stringify(own)], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    const worker = { child, port: 0, stopped: false };
    const ready = new Promise((resolve) => {
      child.once("message", ({ port }) => {
        worker.port = port;
        balancer.add(port);
        resolve(undefined);
      });
      child.once("exit", () => {
        workers.delete(worker);
        balancer.remove(worker.port);
        resolve(undefined);
        if (!ending) start();
      });
    });
    child.on("error", () => {});
    workers.add(worker);
    return ready;
  }

  /** A worker that answers, chosen by the stream of random numbers. Waits until there is one. */
  async function choose(random) {
    for (;;) {
      const fit = [...workers].filter(({ port, stopped, child }) => port && !stopped && child.exitCode === null);
      if (fit.length) return random.pick(fit);
      await sleep(10);
    }
  }

  return {
    ready: () => Promise.all(Array.from({ length: count }, start)),
    /** SIGKILL. */
    async kill(random) {
      const { child } = await choose(random);
      const exit = new Promise((resolve) => child.once("exit", resolve));
      const at = now();
      child.kill("SIGKILL");
      await exit;
      return { what: "kill", pid: child.pid, from: at, to: now() };
    },
    /** SIGSTOP, and SIGCONT after a while. */
    async stop(random, ms) {
      const worker = await choose(random);
      const from = now();
      worker.stopped = true;
      worker.child.kill("SIGSTOP");
      await sleep(ms);
      worker.child.kill("SIGCONT");
      worker.stopped = false;
      return { what: "stop", pid: worker.child.pid, from, to: now() };
    },
    /** Sets a worker's clock wrong. */
    async step(random, stepMs) {
      const { child } = await choose(random);
      child.send({ stepMs }, () => {});
      return { what: "step", pid: child.pid, from: now(), to: now() };
    },
    async end() {
      ending = true;
      const exits = [...workers].map(({ child }) => new Promise((resolve) => child.once("exit", resolve)));
      for (const { child } of workers) child.kill("SIGKILL");
      await Promise.all(exits);
    },
  };
}
