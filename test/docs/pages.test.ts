import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { entries } from "../../scripts/exports.mjs";
import { fill, loadProviders, missingMarks, pages as written } from "../../scripts/provider-docs.mjs";
import { anchorOf, fencesOf, headingsOf, pages, proseOf, read, root } from "./markdown.js";

/** The relative links of a page that lead nowhere. */
function brokenLinks(page: string, prose = proseOf(page)): string[] {
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => {
      const [path = "", anchor] = target.split("#");
      const file = path ? normalize(join(dirname(page), path)) : page;
      if (!existsSync(join(root, file))) return true;
      return anchor !== undefined && !headingsOf(file).some(({ text }) => anchorOf(text) === anchor);
    })
    .map((target) => `${page}: ${target}`);
}

describe("pages", () => {
  it("every relative link leads to a file, and to a heading in it", () => {
    expect(pages.length).toBeGreaterThan(15);
    expect(pages.flatMap((page) => brokenLinks(page))).toEqual([]);
  });

  it("a link to a missing file, and one to a missing heading, are found", () => {
    const prose =
      "[a](docs/nowhere.md) [b](docs/errors.md#nothing) [c](docs/errors.md#signature_missing) [d](https://x.example)";
    expect(brokenLinks("README.md", prose)).toEqual([
      "README.md: docs/nowhere.md",
      "README.md: docs/errors.md#nothing",
    ]);
  });

  it("no heading of a page has the anchor of another", () => {
    for (const page of pages) {
      const anchors = headingsOf(page).map(({ text }) => anchorOf(text));
      expect({ page, twice: anchors.filter((anchor, i) => anchors.indexOf(anchor) !== i) }).toEqual({
        page,
        twice: [],
      });
    }
  });

  it("every import of hookonce that a page shows is one that the package exports", () => {
    const specifiers = pages
      .flatMap((page) => [...read(page).matchAll(/(?:from |import\(|require\()"(hookonce[^"]*)"/g)])
      .map(([, specifier]) => specifier);
    const exported = entries.map(({ specifier }) => specifier);
    expect(specifiers.length).toBeGreaterThan(50);
    expect(specifiers.filter((specifier) => !exported.includes(specifier as string))).toEqual([]);
  });

  it("the four framework files of README.md have at most 15 lines", () => {
    const files = fencesOf("README.md")
      .filter(({ code }) => /from "hookonce\/(express|koa|hono|next)"/.test(code))
      .slice(0, 4);
    const lengths = files.map(({ code }) => code.split("\n").length);
    expect(lengths).toHaveLength(4);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(15);
  });
});

describe("provider pages", () => {
  const load = () => loadProviders(({ source }) => import(/* @vite-ignore */ join(root, source)));

  it.each(written)("%s says what the providers' data say: else run scripts/provider-docs.mjs", async (page) => {
    expect(fill(read(page), await load())).toBe(read(page));
  });

  it("a page whose table was changed by hand is found", async () => {
    const page = read("docs/providers.md");
    expect(fill(page.replace("`{timestamp}.{body}`", "`{body}`"), await load())).toBe(page);
  });

  it("every shipped provider has its section, with traps", async () => {
    const ids = (await load()).map(({ provider }) => provider.id);
    expect(missingMarks(read("docs/providers.md"), ids)).toEqual([]);
    expect(missingMarks(read("docs/providers.md"), ["nobody"])).toEqual(["nobody"]);
    const sections = headingsOf("docs/providers.md").filter(({ level }) => level === 2);
    expect(sections.map(({ text }) => text)).toEqual([...ids].sort());
    expect(read("docs/providers.md").split("\nTraps:\n")).toHaveLength(ids.length + 1);
  });
});
