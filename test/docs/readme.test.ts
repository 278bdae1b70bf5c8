import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { bundle } from "./bundle.js";
import { fencesOf, root } from "./markdown.js";

const SECRET = "whsec_trial_5Jb1dQ0nYxkq2";
// Inside the repository, so that the frameworks are found.
const folder = mkdtempSync(join(root, "node_modules", ".hookonce-docs-"));
const running = new Set<ChildProcess>();

afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  running.clear();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file of a page, that listens on a free port and says which. */
async function onFreePort(code: string): Promise<string> {
  const say = '() => console.log("port", server.address().port)';
  const patched = code
    .replace(/^app\.listen\(3000.*\);$/m, `const server = app.listen(0, "127.0.0.1", ${say});`)
    .replace(/^serve\(\{ fetch: app\.fetch, port: 3000 \}\);$/m, (call) =>
      call.replace("serve(", "const server = serve(").replace("3000 }", `0, hostname: "127.0.0.1" }, ${say}`),
    );
  expect(patched).not.toBe(code);
  return bundle(patched);
}

/** Runs a file with Node, as its reader does. */
function run(name: string, code: string, env: Record<string, string>, args: readonly string[] = []) {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, code);
  const child = spawn(process.execPath, [file, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  let output = "";
  const seen = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk) => {
      output += chunk;
      for (const look of seen) look();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const until = (pattern: RegExp) =>
    new Promise<RegExpMatchArray>((resolve, reject) => {
      const look = () => {
        const match = output.match(pattern);
        if (match) resolve(match);
      };
      seen.add(look);
      look();
      ended.then(() => reject(new Error(`${name} ended:\n${output}`)));
    });
  return { until, ended, output: () => output };
}

const body = '{"id":"evt_1","type":"invoice.paid"}';

async function send(port: string, secret: string): Promise<number> {
  const t = Math.floor(Date.now() / 1000);
  const v1 = createHmac("sha256", secret).update(`${t}.${body}`).digest("hex");
  const url = `http://127.0.0.1:${port}/webhooks/stripe`;
  const headers = { "content-type": "application/json", "stripe-signature": `t=${t},v1=${v1}` };
  const response = await fetch(url, { method: "POST", headers, body });
  await response.arrayBuffer();
  return response.status;
}

const codeOf = (page: string, part: string) => fencesOf(page).find(({ code }) => code.includes(part))?.code as string;

describe("README.md", { timeout: 60_000 }, () => {
  it.each(["express", "koa", "hono"])(
    "the file for %s runs its handler once for a genuine event",
    async (framework) => {
      const code = codeOf("README.md", `from "hookonce/${framework}"`);
      const server = run(framework, await onFreePort(code), { STRIPE_WEBHOOK_SECRET: SECRET });
      const [, port = ""] = await server.until(/port (\d+)/);
      expect(await send(port, "whsec_somebody_else")).toBe(401);
      expect(await send(port, SECRET)).toBe(200);
      expect(await send(port, SECRET)).toBe(200);
      await server.until(/evt_1 invoice\.paid\n/);
      expect(server.output().match(/evt_1/g)).toHaveLength(1);
    },
  );

  it.each(["express", "koa", "hono"])("the file for %s does not start without a secret", async (framework) => {
    const code = codeOf("README.md", `from "hookonce/${framework}"`);
    const server = run(`${framework}-bare`, await onFreePort(code), {});
    expect(await server.ended).not.toBe(0);
    expect(server.output()).toContain("STRIPE_WEBHOOK_SECRET");
  });
});

describe("docs/getting-started.md", { timeout: 60_000 }, () => {
  const server = codeOf("docs/getting-started.md", "exposeReason: true, // while");
  const sender = codeOf("docs/getting-started.md", "createHmac");
  const shown = (part: string) => codeOf("docs/getting-started.md", part);

  it("the server says without a secret what the page shows", async () => {
    const started = run("bare", await onFreePort(server), {});
    expect(await started.ended).not.toBe(0);
    expect(started.output()).toContain(shown("WebhookConfigError: "));
  });

  it("server and sender print what the page shows", async () => {
    const started = run("server", await onFreePort(server), { STRIPE_WEBHOOK_SECRET: SECRET });
    const [, port] = await started.until(/port (\d+)/);
    const sent = run("send", sender, {}, [`http://127.0.0.1:${port}/webhooks/stripe`]);
    expect(await sent.ended).toBe(0);
    const shapes = shown("genuine   200")
      .split("\n")
      .map((line) => line.split("…").map((part) => part.trim()));
    const lines = sent.output().trim().split("\n");
    expect(lines).toHaveLength(shapes.length);
    for (const [i, parts] of shapes.entries()) for (const part of parts) expect(lines[i]).toContain(part);
    expect(started.output().match(/invoice\.paid evt_\d+, attempt 1\n/g)).toHaveLength(1);
  });

  it("a handler that fails at first is run again by the next delivery", async () => {
    const failing = shown("the database is down").match(
      /async \(event, context\) => \{[\s\S]*?\n {2}\},/,
    )?.[0] as string;
    const code = server.replace(/async \(event, context\) => \{[\s\S]*?\n {2}\},/, failing);
    expect(code).not.toBe(server);
    const started = run("failing", await onFreePort(code), { STRIPE_WEBHOOK_SECRET: SECRET });
    const [, port = ""] = await started.until(/port (\d+)/);
    expect(await send(port, SECRET)).toBe(500);
    expect(await send(port, SECRET)).toBe(200);
    await started.until(/invoice\.paid evt_1, attempt 2\n/);
  });
});
