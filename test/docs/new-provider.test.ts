import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generate, stale } from "../../scripts/generate.mjs";
import { objection, sourceOf, vectorsOf } from "../../scripts/new-provider.mjs";
import { loadProviders } from "../../scripts/providers.mjs";
import { root } from "./markdown.js";

describe("npm run new-provider", () => {
  it.each([undefined, "", "Acme", "acme_pay", "-acme", "acme-", "acme--pay", "1acme", "../x", "a".repeat(33)])(
    "refuses %j as an id",
    (id) => expect(objection(id, [])).toMatch(/^An id has/),
  );

  it("refuses the id of a provider that is there, and takes another", () => {
    expect(objection("stripe", ["stripe"])).toMatch(/already/);
    for (const id of ["stripe-2", "a", "acme", "a".repeat(32)]) expect(objection(id, ["stripe"])).toBeUndefined();
  });
});

describe("a provider that is new", () => {
  const tree = mkdtempSync(join(tmpdir(), "hookonce-new-"));
  const id = "acme-pay";

  beforeAll(async () => {
    mkdirSync(join(tree, "docs"));
    mkdirSync(join(tree, "test/vectors"), { recursive: true });
    for (const path of ["src", "package.json", "tsconfig.json", "README.md", "docs/providers.md", "docs/providers"]) {
      cpSync(join(root, path), join(tree, path), { recursive: true });
    }
    symlinkSync(join(root, "node_modules"), join(tree, "node_modules"));
    // What is stale before is the matter of another test.
    await generate(tree);
    writeFileSync(join(tree, `src/providers/${id}.ts`), sourceOf(id, "2026-11"));
    writeFileSync(join(tree, `test/vectors/${id}.json`), vectorsOf(id));
  });
  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  it("makes what is generated stale; generating it once makes it right", async () => {
    const wanted = [
      "package.json",
      "src/explain/known-headers.ts",
      "src/provider-ids.ts",
      "README.md",
      "docs/providers.md",
      `docs/providers/${id}.md`,
    ];
    expect([...(await stale(tree)).keys()].sort()).toEqual([...wanted].sort());
    expect((await generate(tree)).sort()).toEqual([...wanted].sort());
    expect(await generate(tree)).toEqual([]);
    const manifest = readFileSync(join(tree, "package.json"), "utf8");
    expect(JSON.parse(manifest).exports[`./providers/${id}`]).toEqual({
      types: `./dist/providers/${id}.d.ts`,
      default: `./dist/providers/${id}.js`,
    });
    expect(readFileSync(join(tree, "src/provider-ids.ts"), "utf8")).toContain(`  | "${id}"\n`);
  });

  it("that goes away again takes its page with it", async () => {
    rmSync(join(tree, `src/providers/${id}.ts`));
    await generate(tree);
    expect(readFileSync(join(tree, "package.json"), "utf8")).not.toContain(id);
    await expect(async () => readFileSync(join(tree, `docs/providers/${id}.md`))).rejects.toThrow("ENOENT");
  });

  it("is a provider that can be loaded, and whose TODOs no test lets pass", async () => {
    writeFileSync(join(tree, `src/providers/${id}.ts`), sourceOf(id, "2026-11"));
    const [made] = (await loadProviders(tree)).filter((one) => one.id === id);
    expect(made).toMatchObject({ name: "acmePay", provider: { id } });
    // test/providers/directory.test.ts refuses the word in every source and every vector.
    expect(sourceOf(id, "2026-11")).toMatch(/\bTODO\b/);
    expect(vectorsOf(id)).toMatch(/\bTODO\b/);
    expect(JSON.parse(vectorsOf(id))).toHaveLength(1);
  });
});
