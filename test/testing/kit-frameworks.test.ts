import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle } from "../docs/bundle.js";
import { fencesOf, root } from "../docs/markdown.js";

const run = promisify(execFile);

describe("the kit outside of vitest", () => {
  const folder = mkdtempSync(join(tmpdir(), "hookonce-kit-"));
  const file = join(folder, "kit.test.mjs");

  beforeAll(async () => {
    const code = `
      import test from "node:test";
      import assert from "node:assert/strict";
      import { webhook } from "./src/adapters/fetch.js";
      import { discord } from "./src/providers/discord.js";
      import { stripe } from "./src/providers/stripe.js";
      import { signDelivery, simulateProvider, testPublicKey } from "./src/testing/index.js";
      const secret = "whsec_5Jb1dQ0nYxkq2";
      test("stripe", async () => {
        const handler = webhook({ provider: stripe, secret }, () => {});
        const { request } = await signDelivery(stripe, { secret, type: "invoice.paid" });
        assert.equal((await handler(request)).status, 200);
      });
      test("discord", async () => {
        const handler = webhook({ provider: discord, publicKey: () => testPublicKey(discord) }, () => {});
        assert.equal((await handler((await signDelivery(discord, { type: 2 })).request)).status, 200);
      });
      test("once", async () => {
        const sim = simulateProvider({ provider: stripe, secret });
        const handler = webhook({ provider: stripe, secret, clock: sim.clock }, sim.handler(() => {}));
        (await sim.deliver(handler)).assertOnce();
      });
      test("twice", async () => {
        const sim = simulateProvider({ provider: stripe, secret });
        const naive = sim.handler(() => {});
        (await sim.deliver(async (request) => (await naive(await request.json()), new Response()))).assertOnce();
      });`;
    writeFileSync(file, await bundle(code));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("node:test runs it: what is right passes, and a naive receiver fails with its story", {
    timeout: 60_000,
  }, async () => {
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const { stdout } = await run(process.execPath, ["--test", "--test-reporter=tap", file], { env }).catch(
      (error) => error,
    );
    expect(stdout).toMatch(/# pass 3\n# fail 1\n/);
    expect(stdout).toMatch(
      /not ok 4 - twice[\s\S]*Not every event was handled once \(seed 1\)[\s\S]*was handled \d times/,
    );
  });

  it("the example for node:test in docs/testing.md runs as it stands there", { timeout: 60_000 }, async () => {
    const [example] = fencesOf("docs/testing.md").filter(({ code }) => code.includes('from "node:test"'));
    const own = join(folder, "example.test.mjs");
    writeFileSync(own, await bundle(example?.code as string));
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const { stdout } = await run(process.execPath, ["--test", "--test-reporter=tap", own], { env });
    expect(stdout).toMatch(/# pass 1\n# fail 0\n/);
  });

  it("no file of it imports a test framework, or anything of a platform", () => {
    const folderOf = join(root, "src/testing");
    const files = readdirSync(folderOf, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
    const imports = files.flatMap((name) =>
      ts.preProcessFile(readFileSync(join(folderOf, name), "utf8")).importedFiles.map(({ fileName }) => fileName),
    );
    expect(files.length).toBeGreaterThan(30);
    expect(imports.filter((specifier) => !/^(\.|#crypto$)/.test(specifier))).toEqual([]);
  });
});
