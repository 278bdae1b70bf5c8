import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

// [file, what it imports]
const forbidden: [string, string][] = [
  ["core/a.ts", "node:crypto"],
  ["core/b.ts", "../providers/stripe.js"],
  ["core/c.ts", "../receiver/receiver.js"],
  ["core/d.ts", "../adapters/fetch.js"],
  ["core/e.ts", "express"],
  ["core/f.ts", "../crypto/node.js"],
  ["core/g.ts", "../crypto/web.js"],
  ["core/h.ts", "../index.js"],
  ["core/schemes/a.ts", "node:buffer"],
  ["core/schemes/b.ts", "../../providers/stripe.js"],
  ["core/schemes/c.ts", "../../receiver/answer.js"],
  ["core/schemes/d.ts", "../../crypto/node.js"],
  ["receiver/a.ts", "node:timers"],
  ["receiver/b.ts", "../adapters/_fetch.js"],
  ["receiver/c.ts", "../providers/github.js"],
  ["receiver/d.ts", "../crypto/node.js"],
  ["receiver/e.ts", "hono"],
  ["keys/a.ts", "node:https"],
  ["keys/b.ts", "../receiver/receiver.js"],
  ["keys/c.ts", "../providers/paypal.js"],
  ["keys/d.ts", "#crypto"],
  ["keys/e.ts", "../crypto/types.js"],
  ["core/i.ts", "../keys/remote-keys.js"],
  ["core/schemes/e.ts", "../../keys/remote-keys.js"],
  ["receiver/g.ts", "../keys/remote-keys.js"],
  ["adapters/b.ts", "../keys/remote-keys.js"],
  ["stores/f.ts", "../keys/remote-keys.js"],
  ["encoding/a.ts", "node:buffer"],
  ["encoding/b.ts", "../core/errors.js"],
  ["encoding/c.ts", "../crypto/types.js"],
  ["crypto/web.ts", "node:crypto"],
  ["crypto/types.ts", "node:crypto"],
  ["crypto/a.ts", "../core/errors.js"],
  ["crypto/node.ts", "node:fs"],
  ["providers/a.ts", "../receiver/receiver.js"],
  ["providers/b.ts", "./stripe.js"],
  ["providers/c.ts", "../encoding/hex.js"],
  ["providers/d.ts", "#crypto"],
  ["providers/e.ts", "node:crypto"],
  ["adapters/fetch.ts", "express"],
  ["adapters/express.ts", "koa"],
  ["adapters/koa.ts", "./express.js"],
  ["adapters/hono.ts", "../providers/stripe.js"],
  ["adapters/next.ts", "node:http"],
  ["adapters/_fetch.ts", "node:http"],
  ["adapters/_node.ts", "express"],
  ["adapters/a.ts", "#crypto"],
  ["stores/a.ts", "pg"],
  ["stores/b.ts", "./redis.js"],
  ["stores/c.ts", "../receiver/receiver.js"],
  ["stores/d.ts", "node:crypto"],
  ["stores/e.ts", "../core/verify.js"],
  ["stores/g.ts", "../crypto/signing-key.js"],
  ["testing/a.ts", "vitest"],
  ["testing/b.ts", "node:test"],
  ["testing/c.ts", "../stores/redis.js"],
  ["testing/d.ts", "../crypto/node.js"],
  ["testing/e.ts", "node:crypto"],
  ["testing/f.ts", "../providers/stripe.js"],
  ["testing/g.ts", "../adapters/fetch.js"],
  ["testing/sign/a.ts", "../../crypto/web.js"],
  ["testing/sign/b.ts", "../../providers/stripe.js"],
  ["core/q.ts", "../crypto/signing-key.js"],
  ["receiver/f.ts", "../stores/redis.js"],
  ["receiver/h.ts", "../explain/explain.js"],
  ["core/j.ts", "../explain/explain.js"],
  ["adapters/c.ts", "../explain/explain.js"],
  ["testing/d.ts", "../explain/explain.js"],
  ["explain/a.ts", "node:zlib"],
  ["explain/b.ts", "../providers/stripe.js"],
  ["explain/c.ts", "../testing/expect.js"],
  ["explain/d.ts", "../crypto/node.js"],
  ["explain/e.ts", "../adapters/fetch.js"],
  ["cli/a.ts", "../adapters/fetch.js"],
  ["cli/b.ts", "../crypto/node.js"],
  ["cli/c.ts", "../providers/stripe.js"],
  ["cli/d.ts", "express"],
  ["cli/e.ts", "../index.js"],
  ["cli/saved/a.ts", "../../adapters/fetch.js"],
  ["cli/saved/b.ts", "../../providers/stripe.js"],
  ["cli/check/probes/a.ts", "../../../adapters/fetch.js"],
  ["cli/check/probes/b.ts", "../../../providers/stripe.js"],
  ["testing/h.ts", "../cli/run.js"],
  ["explain/f.ts", "../cli/run.js"],
  ["index.ts", "./stores/redis.js"],
  ["index.ts", "./providers/stripe.js"],
  ["index.ts", "./adapters/fetch.js"],
  ["index.ts", "./crypto/node.js"],
];

const allowed: [string, string][] = [
  ["core/z.ts", "./errors.js"],
  ["core/y.ts", "./schemes/hmac.js"],
  ["core/x.ts", "../encoding/hex.js"],
  ["core/w.ts", "#crypto"],
  ["core/v.ts", "../crypto/types.js"],
  ["core/schemes/z.ts", "./scheme.js"],
  ["core/schemes/y.ts", "../errors.js"],
  ["core/schemes/x.ts", "../../encoding/hex.js"],
  ["core/schemes/w.ts", "#crypto"],
  ["receiver/z.ts", "../core/verify.js"],
  ["receiver/y.ts", "../encoding/hex.js"],
  ["receiver/x.ts", "../crypto/random.js"],
  ["keys/z.ts", "./key-cache.js"],
  ["keys/y.ts", "../core/errors.js"],
  ["keys/x.ts", "../encoding/base64.js"],
  ["keys/w.ts", "../core/schemes/scheme.js"],
  ["crypto/z.ts", "../encoding/hex.js"],
  ["providers/z.ts", "../core/schemes/hmac.js"],
  ["providers/y.ts", "./_slack.js"],
  ["providers/x.ts", "../keys/remote-keys.js"],
  ["stores/z.ts", "../receiver/idempotency.js"],
  ["stores/y.ts", "./_sql.js"],
  ["stores/x.ts", "../core/errors.js"],
  ["stores/w.ts", "../receiver/claims-in-memory.js"],
  ["stores/v.ts", "../crypto/random.js"],
  ["testing/z.ts", "../receiver/idempotency.js"],
  ["testing/y.ts", "./expect.js"],
  ["explain/z.ts", "../core/verify.js"],
  ["explain/y.ts", "../receiver/receiver.js"],
  ["explain/x.ts", "../encoding/hex.js"],
  ["explain/w.ts", "./causes.js"],
  ["testing/x.ts", "../encoding/hex.js"],
  ["testing/w.ts", "#crypto"],
  ["testing/v.ts", "./sign/draft.js"],
  ["testing/sign/z.ts", "../../core/delivery.js"],
  ["testing/sign/y.ts", "../../encoding/base64.js"],
  ["testing/sign/x.ts", "../../crypto/signing-key.js"],
  ["testing/sign/w.ts", "#crypto"],
  ["cli/z.ts", "../testing/index.js"],
  ["cli/y.ts", "../explain/index.js"],
  ["cli/x.ts", "../stores/redis.js"],
  ["cli/w.ts", "node:util"],
  ["cli/v.ts", "./saved/read-saved.js"],
  ["cli/u.ts", "../core/errors.js"],
  ["cli/saved/z.ts", "../failure.js"],
  ["cli/saved/y.ts", "node:fs"],
  ["cli/check/z.ts", "../samples/index.js"],
  ["cli/check/y.ts", "../../testing/index.js"],
  ["cli/check/probes/z.ts", "../kit.js"],
  ["cli/check/probes/y.ts", "../../deliver.js"],
  ["cli/check/probes/x.ts", "../../../core/provider.js"],
  ["adapters/z.ts", "../receiver/receiver.js"],
  ["adapters/y.ts", "../core/errors.js"],
  ["adapters/x.ts", "./_fetch.js"],
];

// These files exist once in a house, so their good cases are planted beside the bad ones.
const allowedIn: [string, string][] = [
  ["crypto/node.ts", "node:crypto"],
  ["adapters/_node.ts", "node:http"],
  ["adapters/express.ts", "express"],
  ["adapters/koa.ts", "koa"],
  ["adapters/hono.ts", "hono"],
  ["adapters/next.ts", "next/server"],
  ["index.ts", "./core/verify.js"],
  ["index.ts", "./receiver/receiver.js"],
  ["index.ts", "./keys/remote-keys.js"],
  ["index.ts", "./crypto/types.js"],
  ["index.ts", "./provider-ids.js"],
];

interface Finding {
  file: string;
  line: number;
}

describe("biome holds the houses", () => {
  const tree = mkdtempSync(join(tmpdir(), "hookonce-houses-"));
  const planted = new Map<string, string[]>();
  let findings: Finding[] = [];

  beforeAll(async () => {
    cpSync(join(root, "biome.json"), join(tree, "biome.json"));
    for (const [file, specifier] of [...forbidden, ...allowed, ...allowedIn]) {
      planted.set(file, [...(planted.get(file) ?? []), specifier]);
    }
    for (const [file, specifiers] of planted) {
      const path = join(tree, "src", file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, specifiers.map((s) => `import type {} from "${s}";\n`).join(""));
    }
    const report = await new Promise<string>((resolve, reject) => {
      execFile(
        process.execPath,
        [
          join(root, "node_modules/@biomejs/biome/bin/biome"),
          ...["lint", "--only=style/noRestrictedImports", "--reporter=json", "--max-diagnostics=none"],
          ...["--vcs-enabled=false", "src"],
        ],
        { cwd: tree, maxBuffer: 1 << 26 },
        (error, stdout) => (error && typeof error.code !== "number" ? reject(error) : resolve(stdout)),
      );
    });
    const diagnostics = JSON.parse(report).diagnostics as {
      category: string;
      severity: string;
      location: { path: string; start: { line: number } };
    }[];
    findings = diagnostics
      .filter(({ category, severity }) => category === "lint/style/noRestrictedImports" && severity === "error")
      .map(({ location }) => ({ file: location.path.replace(/^src\//, ""), line: location.start.line }));
  });

  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  const caught = (file: string, specifier: string) =>
    findings.some((f) => f.file === file && f.line === (planted.get(file) ?? []).indexOf(specifier) + 1);

  it.each(forbidden)("%s may not import %s", (file, specifier) => expect(caught(file, specifier)).toBe(true));
  it.each([...allowed, ...allowedIn])("%s may import %s", (file, specifier) =>
    expect(caught(file, specifier)).toBe(false),
  );
});

// Biome reads specifiers as text and does not look into require() or import("…") types: this reads what the compiler reads.
const importsOf = (text: string) => ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);

const runtimeImportsOf = (text: string) =>
  importsOf(
    ts.transpileModule(text, {
      compilerOptions: {
        verbatimModuleSyntax: true,
        module: ts.ModuleKind.ESNext,
        target: ts.ScriptTarget.ES2022,
      },
    }).outputText,
  );

const framework: Record<string, string> = { express: "express", hono: "hono", koa: "koa", next: "next" };

/** The house a file of src lives in: its folder, or its own name for the front door. */
const houseOf = (file: string) => (file.includes("/") ? file.slice(0, file.indexOf("/")) : "index");

/** Says why `file` (its path inside src) may not import `specifier`, or undefined. */
function objection(file: string, specifier: string): string | undefined {
  const house = houseOf(file);
  if (!(house in mayImport)) return `no rule for the house ${house}`;
  const inside = specifier.startsWith(".") ? posix.join(posix.dirname(file), specifier) : specifier;
  return mayImport[house]?.(inside, file) ? undefined : `${file} imports ${specifier}`;
}

const from =
  (...houses: string[]) =>
  (target: string) =>
    houses.some((house) => target.startsWith(`${house}/`)) || target === "crypto/types.js" || target === "#crypto";

const mayImport: Record<string, (target: string, file: string) => boolean> = {
  index: (target) => /^(core\/|receiver\/|keys\/|crypto\/types\.js$|provider-ids\.js$)/.test(target),
  core: from("core", "encoding"),
  receiver: (target) => from("receiver", "core", "encoding")(target) || target === "crypto/random.js",
  keys: (target) => /^(keys|core|encoding)\//.test(target),
  encoding: () => false,
  crypto: (target, file) =>
    target.startsWith("crypto/") ||
    target.startsWith("encoding/") ||
    (target === "node:crypto" && file === "crypto/node.ts"),
  providers: (target) => /^(core\/|keys\/|providers\/_)/.test(target),
  stores: (target) =>
    /^(core\/errors\.js|crypto\/random\.js|stores\/_.*)$/.test(target) ||
    /^receiver\/(idempotency|memory-store|claims-in-memory|finished-log|key-scratch)\.js$/.test(target),
  testing: (target) => from("testing", "receiver", "core", "encoding")(target) || target === "crypto/signing-key.js",
  explain: from("explain", "receiver", "core", "encoding"),
  cli: (target) => /^(cli|testing|explain|stores|receiver|core|encoding)\//.test(target) || target.startsWith("node:"),
  adapters: (target, file) => {
    const name = posix.basename(file, ".ts");
    if (/^(core\/|receiver\/|adapters\/_)/.test(target)) return true;
    if (name === "_node") return target.startsWith("node:");
    return framework[name] !== undefined && target.split("/")[0] === framework[name];
  },
};

describe("the sources keep to the houses", () => {
  const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts"));
  const read = (file: string) => readFileSync(join(root, "src", file), "utf8");

  it("the table refuses and allows what the biome rules do", () => {
    expect(forbidden.filter(([file, specifier]) => objection(file, specifier) === undefined)).toEqual([]);
    expect([...allowed, ...allowedIn].map(([file, specifier]) => objection(file, specifier)).filter(Boolean)).toEqual(
      [],
    );
  });

  it("imports are found in every form that loads or names a module", () => {
    const text = `
      import "a"; import type { B } from "b"; export * from "c"; import d = require("d");
      const e = await import("e"); const f = require("f"); type G = import("g").G;`;
    expect(importsOf(text).sort()).toEqual(["a", "b", "c", "d", "e", "f", "g"]);
    expect(runtimeImportsOf(`import type { A } from "a"; import { type B } from "b"; import { C } from "c";`)).toEqual([
      "b",
      "c",
    ]);
  });

  it("every file imports only what its house may", () => {
    expect(files.length).toBeGreaterThan(0);
    expect(files.flatMap((file) => importsOf(read(file)).map((s) => objection(file, s))).filter(Boolean)).toEqual([]);
  });

  it("core, receiver, keys and explain import nothing from node:", () => {
    const pure = files.filter((file) => /^(core|receiver|keys|explain)\//.test(file));
    expect(new Set(pure.map(houseOf))).toEqual(new Set(["core", "receiver", "keys", "explain"]));
    expect(pure.filter((file) => importsOf(read(file)).some((s) => s.startsWith("node:")))).toEqual([]);
  });

  it("only crypto/node.ts loads a module from outside when it runs, and the command what Node has", {
    timeout: 60_000,
  }, () => {
    const outside = (file: string) => runtimeImportsOf(read(file)).filter((s) => !/^(\.|#crypto$)/.test(s));
    const [command, library] = [true, false].map((is) => files.filter((file) => file.startsWith("cli/") === is));
    expect((library ?? []).filter((file) => outside(file).length)).toEqual(["crypto/node.ts"]);
    expect((command ?? []).flatMap(outside).filter((s) => !s.startsWith("node:"))).toEqual([]);
  });

  it("nothing but the command imports the command", () => {
    const importers = files.filter((file) => importsOf(read(file)).some((s) => /(^|\/)cli\//.test(s)));
    expect(importers.filter((file) => !file.startsWith("cli/"))).toEqual([]);
  });
});
