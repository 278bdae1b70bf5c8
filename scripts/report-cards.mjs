import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { startRedis } from "./engines.mjs";
import { root } from "./exports.mjs";

// Runs every session that docs/cli.md shows, with the built command, and writes what it prints there. The four endpoints of
// test/cli/endpoints are started for the report cards; Python and redis-server are needed.

const SELF = "scripts/report-cards.mjs";
const PAGE = join(root, "docs/cli.md");
const SECRETS = { STRIPE_WEBHOOK_SECRET: "whsec_5Jb1dQ0nYxkq2", GITHUB_WEBHOOK_SECRET: "It's a Secret to Everybody" };
const env = { PATH: process.env.PATH, ...SECRETS, PORT: "0" };
const endpoints = join(root, "test/cli/endpoints");
const work = mkdtempSync(join(tmpdir(), "hookonce-cards-"));

const ENDPOINTS = [
  { name: "ours", command: [process.execPath, "ours.mjs"], provider: "stripe", more: ["--fail-file", "failing.json"] },
  { name: "stripe-express", command: [process.execPath, "stripe-express.mjs"], provider: "stripe" },
  { name: "octokit-http", command: [process.execPath, "octokit-http.mjs"], provider: "github" },
  { name: "python-http", command: ["python3", "python_http.py"], provider: "stripe" },
];

/** Starts a program and gives what it prints first: its port. */
async function start([program, ...args]) {
  const child = spawn(program, args, { cwd: endpoints, env, stdio: ["ignore", "pipe", "ignore"] });
  const port = await new Promise((resolve, reject) => {
    child.stdout.once("data", (data) => resolve(Number(String(data))));
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`${args[0]} ended`)));
  });
  return { child, origin: `http://127.0.0.1:${port}` };
}

/** What a command prints, on both ways. */
function run(args, cwd = endpoints) {
  const child = spawn(process.execPath, [join(root, "dist/cli/main.js"), ...args], { cwd, env });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      text += data;
    });
  }
  return new Promise((resolve) => child.on("close", () => resolve(text.trimEnd())));
}

let page = readFileSync(PAGE, "utf8");

function write(name, text) {
  const begin = `<!-- begin: ${name}, written by ${SELF} -->\n`;
  const end = `<!-- end: ${name} -->`;
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`There are no marks for ${name}.`);
  page = `${page.slice(0, from + begin.length)}\n\`\`\`text\n${text}\n\`\`\`\n\n${page.slice(to)}`;
}

/** Runs command lines and shows them with what they print, under addresses that do not change. */
async function session(name, lines, names = {}, cwd = work) {
  const shown = [];
  for (const args of lines) {
    const output = await run(args, cwd);
    const line = args.map((word) => (/[ '"]/.test(word) ? `"${word}"` : word)).join(" ");
    shown.push(`$ npx hookonce ${line}\n${output}`);
  }
  const text = Object.entries(names).reduce((all, [from, to]) => all.replaceAll(from, to), shown.join("\n\n"));
  write(name, text);
}

const running = [];
try {
  for (const { name, command, provider, more = [] } of ENDPOINTS) {
    const { child, origin } = await start(command);
    running.push(() => child.kill());
    const args = ["check", `${origin}/webhook`, "--provider", provider, "--effects-url", `${origin}/count`, ...more];
    await session(name, [args], { [origin]: "http://127.0.0.1:3000" }, endpoints);
    if (name !== "ours") continue;
    const send = ["send", `${origin}/webhook`, "--provider", "stripe"];
    const lines = [
      [...send, "--event", "invoice.paid"],
      [...send, "--duplicate", "3", "--concurrency", "3"],
    ];
    await session("send", lines, { [origin]: "http://127.0.0.1:3000" });
  }

  writeFileSync(join(work, "body.json"), '{"id":"evt_1","type":"invoice.paid"}');
  await session("sign", [["sign", "--provider", "stripe", "--file", "body.json"]]);

  const saved = JSON.parse(await run(["sign", "--provider", "stripe", "--file", "body.json", "--json"], work));
  // As a body is that a parser read and a logger wrote anew.
  const body = JSON.stringify(JSON.parse(saved.body), null, 2);
  const head = { host: "shop.example", "content-length": String(body.length), ...saved.headers };
  const lines = Object.entries(head).map(([header, value]) => `${header}: ${value}`);
  writeFileSync(join(work, "delivery.http"), ["POST /webhooks/stripe HTTP/1.1", ...lines, "", body].join("\r\n"));
  await session("explain", [["explain", "delivery.http"]]);

  await session("providers", [["providers", "slack"]]);

  const engine = await startRedis();
  running.push(() => engine.stop());
  const { redisStore } = await import(pathToFileURL(join(root, "dist/stores/redis.js")).href);
  const { Redis } = await import("ioredis");
  const client = new Redis(engine.url);
  const store = redisStore(client);
  const key = "stripe:default:evt_1PzT2a";
  const options = { leaseMs: 15_000, retainMs: 86_400_000, signal: new AbortController().signal };
  const { fence } = await store.claim(key, options);
  await store.complete(key, fence, options);
  client.disconnect();
  const forget = ["forget", key, "--store", engine.url];
  await session("forget", [forget, forget], { [engine.url]: "redis://localhost:6379" }, root);

  writeFileSync(PAGE, page);
} finally {
  for (const stop of running) await stop();
  rmSync(work, { recursive: true, force: true });
}
