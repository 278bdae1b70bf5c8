import { type ChildProcess, execFile, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);

/** An app of Next.js in a folder of its own, in which hookonce is installed as it is published. */
export interface NextApp {
  /** What `next build` printed. */
  readonly built: string;
  start(env: Record<string, string>): Promise<{ readonly port: number; readonly printed: () => string }>;
  stop(): Promise<void>;
}

/**
 * Builds the app.
 * @param files by their path
 * @param env of the build
 */
export async function buildNextApp(files: Record<string, string>, env: Record<string, string>): Promise<NextApp> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "hookonce-next-")));
  const children: ChildProcess[] = [];
  const next = join(folder, "node_modules/next/dist/bin/next");
  const environment = (more: Record<string, string>) => {
    const { NODE_ENV: _env, VITEST: _vitest, NODE_OPTIONS: _options, ...own } = process.env;
    return { ...own, NEXT_TELEMETRY_DISABLED: "1", ...more };
  };
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };

  mkdirSync(join(folder, "node_modules/hookonce"), { recursive: true });
  cpSync(join(root, "package.json"), join(folder, "node_modules/hookonce/package.json"));
  for (const name of ["next", "react", "react-dom"]) {
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name), "junction");
  }
  write("package.json", '{ "name": "shop", "private": true, "type": "module" }');
  // The links lead out of the folder.
  write("next.config.mjs", 'export default { turbopack: { root: "/" } };');
  write("app/layout.js", "export default ({ children }) => children;");
  for (const [path, text] of Object.entries(files)) write(path, text);

  const tsup = join(root, "node_modules/tsup/dist/cli-default.js");
  await run(process.execPath, [tsup, "--out-dir", join(folder, "node_modules/hookonce/dist")], { cwd: root });
  const { stdout, stderr } = await run(process.execPath, [next, "build"], { cwd: folder, env: environment(env) });

  return {
    built: stdout + stderr,
    async start(env) {
      const child = spawn(process.execPath, [next, "start", "-H", "127.0.0.1", "-p", "0"], {
        cwd: folder,
        env: environment(env),
      });
      children.push(child);
      let text = "";
      child.stdout.on("data", (chunk) => (text += chunk));
      child.stderr.on("data", (chunk) => (text += chunk));
      await new Promise<void>((resolve) => {
        child.stdout.on("data", () => /Ready in/.test(text) && resolve());
        child.once("exit", resolve);
      });
      const port = Number(/http:\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1]);
      if (!port) throw new Error(`next start: ${text}`);
      return { port, printed: () => text };
    },
    async stop() {
      for (const child of children) {
        const gone = new Promise((resolve) => child.once("exit", resolve));
        if (child.kill()) await gone;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
