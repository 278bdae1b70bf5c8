import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../next", import.meta.url));
const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
const environment = { ...process.env, NEXT_TELEMETRY_DISABLED: "1" };

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Builds without secrets, as a deployment does, then starts. */
export async function start() {
  const { STRIPE_WEBHOOK_SECRET: _stripe, GITHUB_WEBHOOK_SECRET: _github, ...bare } = environment;
  const build = spawn(process.execPath, [next, "build"], {
    cwd: folder,
    env: bare,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let log = "";
  build.stdout.on("data", (chunk) => {
    log += chunk;
  });
  const code = await new Promise((resolve) => build.on("close", resolve));
  if (code) throw new Error(`next build failed:\n${log}`);
  const port = await freePort();
  const server = spawn(process.execPath, [next, "start", "-p", String(port), "-H", "127.0.0.1"], {
    cwd: folder,
    env: environment,
    stdio: "ignore",
  });
  for (let tries = 0; tries < 100; tries++) {
    const answer = await fetch(`http://127.0.0.1:${port}/shop`).catch(() => undefined);
    if (answer?.ok) return { port, close: () => server.kill() };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  server.kill();
  throw new Error("next start did not answer.");
}
