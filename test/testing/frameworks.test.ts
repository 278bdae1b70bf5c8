import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { memoryStore, WebhookConfigError } from "hookonce";
import { checkStore, storeChecks } from "hookonce/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle } from "../docs/bundle.js";
import { virtualStore } from "./mutants.js";
import { naiveStores } from "./naive-stores.js";

const run = promisify(execFile);
const without = { without: ["lose", "reopen"] } as const;
const names = storeChecks(memoryStore, without).map(({ name }) => name);

describe("under a framework", () => {
  const folder = mkdtempSync(join(tmpdir(), "hookonce-checks-"));
  const write = async (file: string, code: string) => {
    const path = join(folder, file);
    writeFileSync(path, await bundle(code));
    return path;
  };
  const head = `
    import { memoryStore } from "./src/index.js";
    import { checkStore, storeChecks } from "./src/testing/index.js";
    const without = { without: ["lose", "reopen"] };
    const broken = () => ({ ...memoryStore(), release: async () => true });
  `;
  let right = "";
  let wrong = "";
  let plain = "";

  beforeAll(async () => {
    const nodeTest = (make: string) => `${head}
      import test from "node:test";
      for (const { name, run } of storeChecks(${make}, without)) test(name, run);`;
    right = await write("right.test.mjs", nodeTest("() => memoryStore()"));
    wrong = await write("wrong.test.mjs", nodeTest("broken"));
    plain = await write(
      "plain.mjs",
      `${head}
      const { passed } = await checkStore(() => memoryStore(), without);
      console.log(passed.length);
      await checkStore(broken, without).catch((error) => console.log(error.message.split("\\n")[0]));
      const end = performance.now();
      process.on("exit", () => console.log(performance.now() - end < 1500 ? "ended" : "lingered"));`,
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What `node --test` printed, and how it ended; the variable would make it a child of another run. */
  const nodeTest = async (file: string) => {
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    return run(process.execPath, ["--test", "--test-reporter=tap", file], { env }).then(
      ({ stdout }) => ({ stdout, code: 0 }),
      ({ stdout, code }: { stdout: string; code: number }) => ({ stdout, code }),
    );
  };

  it("node:test runs them, and passes a right store", { timeout: 60_000 }, async () => {
    const { stdout, code } = await nodeTest(right);
    expect(stdout).toContain(`# pass ${names.length}\n`);
    expect(code).toBe(0);
  });

  it("node:test fails a store that releases nothing, with the rule and the reason", { timeout: 60_000 }, async () => {
    const { stdout, code } = await nodeTest(wrong);
    expect(code).toBe(1);
    expect(stdout).toMatch(/not ok \d+ - release lets the next claim run at once/);
    expect(stdout).toContain("Expected a claim that succeeds, got running.");
    expect(stdout).toMatch(/ok \d+ - complete is true, and true again when it is repeated/);
  });

  it("plain await runs them in a few seconds, and nothing keeps the process alive", { timeout: 60_000 }, async () => {
    const { stdout } = await run(process.execPath, [plain]);
    const [passed, failed, end] = stdout.trim().split("\n");
    expect(passed).toBe(String(names.length));
    expect(failed).toMatch(new RegExp(`^\\d+ of ${names.length} checks failed:$`));
    expect(end).toBe("ended");
  });

  it("a registrar that calls back later, as describe and it do, gets a function of no arguments", async () => {
    const registered: [string, () => Promise<void>][] = [];
    const register = (name: string, body: () => Promise<void>) => void registered.push([name, body]);
    for (const { name, run } of storeChecks(virtualStore())) register(name, run);
    expect(registered.map(([, body]) => body.length)).toEqual(registered.map(() => 0));
    for (const [, body] of registered) await body();
  });
});

describe("checkStore", () => {
  it("names every check that failed, with its reason", async () => {
    const error: unknown = await checkStore(naiveStores["get, then set"]).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AggregateError);
    const { errors, message } = error as AggregateError;
    const [first, ...lines] = message.split("\n");
    expect(first).toMatch(/^\d+ of \d+ checks failed:$/);
    expect(lines).toHaveLength(errors.length);
    expect(lines).toContain(
      "- of eight forgets at once one is true: Expected 1, got 8. What is forgotten is not there a second time.",
    );
  });

  it("what make cannot give is left out only when that is said, and is named", async () => {
    const { passed, unchecked } = await checkStore(memoryStore, without);
    expect(passed).toEqual(names);
    expect([...passed, ...unchecked]).toEqual(storeChecks(memoryStore).map(({ name }) => name));
    expect(unchecked.length).toBeGreaterThan(0);
    const error = await checkStore(() => ({ store: memoryStore() })).catch((thrown: Error) => thrown.message);
    expect(error).toMatch(new RegExp(`^${unchecked.length} of `));
    expect(error).toContain(
      'This check needs lose: let make give it, or leave its checks out with { without: ["lose"] }.',
    );
    expect(error).toContain("This check needs reopen");
  });

  it("closes every store that it opened, also after a failure", async () => {
    let open = 0;
    const make = () => {
      open++;
      return { store: { ...memoryStore(), release: async () => true }, close: async () => void open-- };
    };
    await expect(checkStore(make, without)).rejects.toThrow("checks failed");
    expect(open).toBe(0);
  });

  it("a store whose property is called store is a store", async () => {
    const store = Object.assign(memoryStore(), { store: "redis" });
    expect((await checkStore(() => store, without)).passed).toEqual(names);
  });

  it("what is no make, or makes no store, is refused", async () => {
    expect(() => storeChecks(memoryStore() as never)).toThrow(WebhookConfigError);
    for (const made of [undefined, null, {}, { reopen: memoryStore }]) {
      await expect(checkStore(() => made as never)).rejects.toMatchObject({ code: "STORE_INVALID" });
    }
  });

  it("a make that fails is no failed check: it is thrown", async () => {
    const make = () => Promise.reject(new Error("The database is down."));
    await expect(checkStore(make)).rejects.toThrow(/^The database is down\.$/);
  });
});
