import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasEngine, startPostgres, startRedis } from "../scripts/engines.mjs";
import { defer } from "./cleanup.mjs";

/** @typedef {"memory" | "redis" | "postgres" | "sqlite"} EngineName */

/** A file: no process, nothing to restart and no wire. */
function sqliteFile() {
  const folder = mkdtempSync(join(tmpdir(), "hookonce-sqlite-"));
  return { url: join(folder, "chaos.db"), stop: async () => rmSync(folder, { recursive: true, force: true }) };
}

const START = {
  memory: async () => ({ url: "", stop: async () => {} }),
  // What was acknowledged survives the kill: the proof is about the store, not about what an engine may forget.
  redis: () => startRedis(["--appendonly", "yes", "--appendfsync", "always"]),
  postgres: () => startPostgres(),
  sqlite: async () => sqliteFile(),
};

/** @param {EngineName} name */
export const isThere = (name) => name === "memory" || name === "sqlite" || hasEngine(name);

/**
 * @param {EngineName} name
 * @returns {Promise<{ url: string, port?: number, stop(): Promise<void>, kill?(): Promise<void>, start?(): Promise<void> }>}
 */
export async function startEngine(name) {
  const engine = await START[name]();
  // Spreading would read the process id once and for all.
  return {
    url: engine.url,
    port: engine.port,
    kill: engine.kill,
    start: engine.start,
    stop: defer(() => engine.stop()),
  };
}

/** The address of an engine behind a proxy. */
export const through = (url, from, to) => (to ? url.replace(`:${from}`, `:${to}`) : url);
