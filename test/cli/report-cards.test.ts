import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { program } from "../../scripts/engines.mjs";
import { root } from "../../scripts/exports.mjs";
import { cli, SECRET } from "./support.js";

// docs/cli.md shows what check says of four endpoints. Here they are checked again.

const env = { STRIPE_WEBHOOK_SECRET: SECRET, GITHUB_WEBHOOK_SECRET: "It's a Secret to Everybody" };
const page = readFileSync(join(root, "docs/cli.md"), "utf8");

let child: ChildProcess | undefined;
afterEach(() => void child?.kill());

async function start(command: string, file: string): Promise<string> {
  const started = spawn(command, [file], {
    cwd: join(root, "test/cli/endpoints"),
    env: { PATH: process.env.PATH, ...env, PORT: "0" } as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "ignore"],
  });
  child = started;
  const port = await new Promise((resolve, reject) => {
    started.stdout.once("data", (data) => resolve(Number(String(data))));
    started.once("exit", () => reject(new Error(`${file} ended`)));
  });
  return `http://127.0.0.1:${port}`;
}

function hasPython(): boolean {
  if (program("python3")) return true;
  if (process.env.CI) throw new Error("python3 is not installed");
  console.warn("\n*** python3 is not installed: its endpoint is NOT CHECKED ***\n");
  return false;
}

const ENDPOINTS = [
  ["ours", process.execPath, "ours.mjs", "stripe"],
  ["stripe-express", process.execPath, "stripe-express.mjs", "stripe"],
  ["octokit-http", process.execPath, "octokit-http.mjs", "github"],
  ...(hasPython() ? [["python-http", "python3", "python_http.py", "stripe"] as const] : []),
] as const;

const flat = (text: string) => text.replace(/\s+/g, " ");

describe("the report cards of docs/cli.md", () => {
  it.each(ENDPOINTS)(
    "%s: what is dangerous and what is to mend is what check finds",
    { timeout: 90_000 },
    async (name, command, file, provider) => {
      const origin = await start(command, file);
      const args = ["check", `${origin}/webhook`, "--provider", provider, "--effects-url", `${origin}/count`, "--json"];
      const { findings } = JSON.parse((await cli(args, { env })).out);
      const [, card = ""] = page.split(`<!-- begin: ${name},`);
      const shown = flat(card.split("<!-- end")[0]?.split("\nRight\n")[0] ?? "");
      const bad = findings.filter(({ section }: any) => section === "dangerous" || section === "mend");
      expect(bad.filter(({ says }: any) => !shown.includes(flat(says)))).toEqual([]);
      expect(shown.match(/ [✗!] /g) ?? []).toHaveLength(bad.length);
    },
  );
});
