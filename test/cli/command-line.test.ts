import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { manifest, root } from "../../scripts/exports.mjs";
import { BIN, cli, SECRET } from "./support.js";

const COMMANDS = ["check", "send", "sign", "explain", "providers", "forget"];
const folder = mkdtempSync(join(tmpdir(), "hookonce-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("help", () => {
  it("names every command, and is no error when it is asked for", async () => {
    const { code, out } = await cli(["--help"]);
    expect(code).toBe(0);
    for (const name of COMMANDS) expect(out).toMatch(new RegExp(`^  ${name} `, "m"));
  });

  it.each(COMMANDS)("%s --help shows examples and options", async (name) => {
    const { code, out, err } = await cli([name, "--help"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(new RegExp(`^usage: hookonce ${name} `));
    expect(out).toMatch(new RegExp(`\\nExamples\\n  # .+\\n  .*hookonce ${name}`));
    for (const option of ["--json", "--help"]) expect(out).toContain(option);
    expect(out).not.toContain("\u001b");
  });

  it("no command at all is called wrong, and shows the page", async () => {
    expect(await cli([])).toMatchObject({ code: 2, out: expect.stringContaining("usage: hookonce") });
  });

  it("--version is that of the package", async () => {
    expect(await cli(["--version"])).toMatchObject({ code: 0, out: `${manifest.version}\n` });
  });
});

const url = "http://127.0.0.1:1/";

describe("what is called in a wrong way ends with 2, and says what to do", () => {
  it.each([
    [["audit"], /no such command.*check, send/],
    [["send"], /hookonce send <url>/],
    [["send", url, "http://127.0.0.1:2/", "--provider", "stripe"], /one argument too many/],
    [["send", url, "--porvider", "stripe"], /Unknown option '--porvider'/],
    [["send", url], /--provider stripe/],
    [["send", url, "--provider", "stirpe"], /Did you mean stripe\?/],
    [["send", url, "--provider", "../core/errors"], /no such provider\. All/],
    [["send", url, "--provider", "_slack"], /no such provider/],
    [["send", url, "--provider", "constructor"], /no such provider/],
    [["send", "localhost:3000", "--provider", "stripe"], /is an address/],
    [["send", "file:///etc/passwd", "--provider", "stripe"], /is an address/],
    [["send", url, "--provider", "stripe", "--count", "0"], /--count is a whole number/],
    [["send", url, "--provider", "stripe", "--concurrency", "51"], /from 1 to 50/],
    [["send", url, "--provider", "stripe", "--count", "999", "--duplicate", "2"], /At most 1000/],
    [["sign", "--provider", "stripe", "--format", "xml"], /headers, curl, http or json/],
    [["sign", "--provider", "stripe", "--at", "soon"], /--at is a time/],
    [["sign", "--provider", "stripe", "--option", "secret=abc"], /Credentials are no --option/],
    [["sign", "--provider", "bandwidth"], /--username/],
    [["send", url, "--provider", "discord"], /--private-key-file/],
    [["forget", "evt_1", "--store", "redis://127.0.0.1:1"], /<provider>:<endpoint>:<id>/],
    [["forget", "stripe:default:evt_1"], /--store redis/],
    [["forget", "stripe:default:evt_1", "--store", "mysql://127.0.0.1"], /Known stores/],
  ])("%j", async (args, message) => {
    const { code, out, err } = await cli(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(message);
  });

  it("with --json the fault is a document too", async () => {
    const { code, out } = await cli(["send", url, "--provider", "stirpe", "--json"]);
    expect({ code, ...JSON.parse(out) }).toEqual({
      code: 2,
      exitCode: 2,
      error: expect.stringContaining("Did you mean"),
    });
  });
});

describe("secrets", () => {
  it.each(["--secret", "--secret=whsec_5Jb1dQ0nYxkq2", "--password", "--token", "--private-key=x"])(
    "%s is refused, and not repeated",
    async (option) => {
      const words = option.includes("=") ? [option] : [option, SECRET];
      const { code, out, err } = await cli(["send", url, "--provider", "stripe", ...words]);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toContain("arguments can be read by every process");
    },
  );

  it("one that stands where a variable's name belongs is not repeated", async () => {
    const { code, err } = await cli(["sign", "--provider", "stripe", "--secret-env", SECRET]);
    expect(code).toBe(2);
    expect(err).toContain("It takes a name");
  });

  it("without one, and without a terminal, the message names variable and place", async () => {
    const { code, err } = await cli(["sign", "--provider", "stripe"], { env: {} });
    expect(code).toBe(2);
    expect(err).toMatch(/set STRIPE_WEBHOOK_SECRET \(signing secret .*Workbench/);
  });

  it.each([
    ["sign", "headers"],
    ["sign", "curl"],
    ["sign", "http"],
    ["sign", "json"],
  ])("%s --format %s of a provider that sends its secret along does not print it", async (name, format) => {
    const env = { GITLAB_WEBHOOK_TOKEN: "glpat-0123456789abcdef" };
    const { code, out } = await cli([name, "--provider", "gitlab", "--format", format], { env });
    expect(code).toBe(0);
    expect(out).toContain(format === "curl" ? `'x-gitlab-token: '"$GITLAB_WEBHOOK_TOKEN"''` : "[secret]");
  });

  it("nor does Basic authentication", async () => {
    const args = ["sign", "--provider", "bandwidth", "--username", "acme", "--secret-env", "S"];
    const { code, out } = await cli(args, { env: { S: "password-0123456789" } });
    expect(code).toBe(0);
    expect(out).toContain("authorization: Basic [secret]");
  });
});

/** Runs the command on a terminal, which script(1) gives. `answer` is typed when it asks. */
async function onTerminal(args: string, env: Record<string, string> = {}, answer = ""): Promise<string | undefined> {
  const child = spawn("script", ["-qec", `${process.execPath} ${BIN} ${args}`, "/dev/null"], {
    cwd: root,
    env: { PATH: process.env.PATH, TERM: "xterm", ...env } as NodeJS.ProcessEnv,
  });
  let text = "";
  const ran = await new Promise<boolean>((resolve) => {
    child.on("error", () => resolve(false));
    child.on("close", () => resolve(true));
    child.stdout.on("data", (data) => {
      text += data;
      if (/not shown\): $/.test(text)) child.stdin.write(`${answer}\r`);
    });
  });
  if (ran) return text;
  if (process.env.CI) throw new Error("script is not installed");
  console.warn("\n*** script is not installed: what is done on a terminal is NOT TESTED ***\n");
}

describe("on a terminal", () => {
  it("a secret is asked for, and what is typed is not shown", async () => {
    const text = await onTerminal("sign --provider stripe", {}, SECRET);
    if (text === undefined) return;
    expect(text).toContain("Stripe, signing secret (whsec_…) (not shown): ");
    expect(text).toMatch(/stripe-signature: t=\d+,v1=[0-9a-f]{64}/);
    expect(text).not.toContain(SECRET);
  });

  it("there are colours, unless NO_COLOR is set", async () => {
    const text = await onTerminal("--help");
    if (text === undefined) return;
    expect(text).toContain("\u001b[1mhookonce\u001b[22m");
    expect(await onTerminal("--help", { NO_COLOR: "1" })).not.toContain("\u001b");
    expect(await onTerminal("--help", { TERM: "dumb" })).not.toContain("\u001b");
  });
});

describe("sign", () => {
  it("a file is signed byte by byte: what explain calls genuine", async () => {
    const file = join(folder, "body.json");
    writeFileSync(file, '{ "id": "evt_1",  "type": "invoice.paid" }\n');
    const signed = await cli(["sign", "--provider", "stripe", "--file", file, "--json"]);
    expect(JSON.parse(signed.out).body).toBe('{ "id": "evt_1",  "type": "invoice.paid" }\n');
    expect(await cli(["explain"], { input: signed.out })).toMatchObject({ code: 0 });
    const other = await cli(["explain"], { input: signed.out.replace("evt_1", "evt_2") });
    expect(other).toMatchObject({ code: 1, out: expect.stringContaining("SIGNATURE_MISMATCH") });
  });

  it("a private key is made once, readable by its owner only, and signs again later", async () => {
    const file = join(folder, "key.pem");
    const args = ["sign", "--provider", "discord", "--private-key-file", file, "--json"];
    const [first, second] = [await cli(args), await cli(args)];
    const { publicKey } = JSON.parse(first.out);
    expect(publicKey).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.parse(second.out).publicKey).toBe(publicKey);
    const env = { DISCORD_PUBLIC_KEY: publicKey };
    const child = await cliPublic(["explain", "--provider", "discord"], env, second.out);
    expect(child).toMatchObject({ code: 0 });
  });

  it("a new key is not sent with before the endpoint has its public half", async () => {
    const args = ["send", url, "--provider", "sendgrid", "--private-key-file", join(folder, "new.pem")];
    const { code, err } = await cli(args);
    expect(code).toBe(1);
    expect(err).toContain("configure its public half");
  });
});

/** A public key may be printed. */
async function cliPublic(args: string[], env: Record<string, string>, input: string) {
  const child = spawn(process.execPath, [BIN, ...args], { env: { PATH: process.env.PATH, ...env } });
  child.stdin.end(input);
  return { code: await new Promise((resolve) => child.on("close", resolve)) };
}

describe("providers", () => {
  it("lists all, or those that have a word in their name", async () => {
    const all = JSON.parse((await cli(["providers", "--json"])).out);
    expect(all.length).toBeGreaterThan(200);
    const { out } = await cli(["providers", "gitlab-s"]);
    expect(out).toMatch(/^gitlab-signing-token /);
  });

  it("shows one by its id", async () => {
    const { code, out } = await cli(["providers", "stripe", "--json"]);
    expect({ code, ...JSON.parse(out) }).toMatchObject({
      code: 0,
      id: "stripe",
      signature: "stripe-signature",
      signsBody: true,
    });
    expect((await cli(["providers", "stripe"])).out).toContain("STRIPE_WEBHOOK_SECRET");
  });

  it("a word that none has ends with 1", async () => {
    expect(await cli(["providers", "nobody-at-all"])).toMatchObject({ code: 1, out: "" });
  });
});
