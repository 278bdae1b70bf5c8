import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { entries } from "../../scripts/exports.mjs";
import { stale, withBlock, withExports } from "../../scripts/generate.mjs";
import { BEST_KNOWN, indexOf, pageOf, readmeTable } from "../../scripts/provider-docs.mjs";
import { type DocBlock, docBlockOf, loadProviders, readSource, type Shipped } from "../../scripts/providers.mjs";
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

describe("what is written from the providers' data", () => {
  it("is up to date: else run npm run generate", async () => {
    expect([...(await stale()).keys()]).toEqual([]);
  });

  it("package.json: entries of providers stand together, and every other line stays as it is", () => {
    const manifest = read("package.json");
    const ids = [...manifest.matchAll(/"\.\/providers\/([a-z0-9-]+)":/g)].map(([, id]) => id as string);
    expect(ids.length).toBeGreaterThan(16);
    expect(withExports(manifest, ids)).toBe(manifest);
    const fewer = withExports(manifest, ids.slice(0, 2));
    expect(fewer.split("\n")).toHaveLength(manifest.split("\n").length - ids.length + 2);
    expect(withExports(fewer, ids)).toBe(manifest);
    const none = withExports(manifest, []);
    expect(JSON.parse(none).exports).not.toHaveProperty("./providers/stripe");
    expect(withExports(none, ids)).toBe(manifest);
  });

  it("a block whose marks are missing is not written anywhere", () => {
    expect(() => withBlock("# Page", "providers", "")).toThrow("There are no marks for providers.");
    const page = "a\n<!-- begin: x, written by scripts/generate.mjs -->\nold\n<!-- end: x -->\nb";
    expect(withBlock(page, "x", "$& new")).toBe(page.replace("old", () => "\n$& new\n"));
  });

  it("a doc block is taken apart into prose, what was checked, and traps", () => {
    const block = `/**
 * Acme. What it
 * signs. Checked 2026-11 against
 * documentation.
 * @remarks
 * - One trap
 *   in two lines.
 * - Another.
 * @see https://acme.example
 */
export const acme = 1;`;
    expect(docBlockOf(block)).toEqual({
      prose: "Acme. What it signs.",
      checked: "2026-11 against documentation.",
      traps: ["One trap in two lines.", "Another."],
    });
    expect(docBlockOf("export const acme = 1;")).toEqual({ prose: "", checked: "", traps: [] });
  });
});

describe("provider pages", async () => {
  const all = await loadProviders();
  const ids = all.map(({ id }) => id);
  const pageFor = (one: Shipped, doc: DocBlock) => pageOf(one, doc, ids);
  const changed = (id: string, change: object): string => {
    const one = all.find((other) => other.id === id) as Shipped;
    return pageFor({ ...one, record: { ...one.record, ...change } }, docBlockOf(readSource(id)));
  };

  it.each(all.map((one) => [one.id, one] as const))("%s: says what a user must know", (id, { record, name }) => {
    const page = read(`docs/providers/${id}.md`);
    const { prose, traps } = docBlockOf(readSource(id));
    expect(prose).toMatch(/\S/);
    expect(page).toContain(`import { ${name} } from "hookonce/providers/${id}";`);
    expect(page).toContain(record.docs);
    expect(page).toContain(`| Checked | ${record.checked}`);
    expect(page.includes("**Do not trust the body alone.**")).toBe(!record.covers.body);
    expect(page.split("\n- ")).toHaveLength(traps.length + 1);
    expect(page).not.toMatch(/undefined|\[object|NaN/);
    const tooLong = page.split("\n").filter((line) => line.length > 128 && !/^\||https?:|`.{100}/.test(line));
    expect(tooLong).toEqual([]);
  });

  it("a row is left out where its fact was not confirmed, and is there where it was", () => {
    const open = { deadlineSeconds: undefined, retries: undefined, handshakes: undefined, items: undefined };
    expect(changed("stripe", open)).not.toMatch(/^\| (Answer|Retries|Handshake|Items) /m);
    const known = {
      deadlineSeconds: 90,
      retries: { windowSeconds: 259_200 },
      items: { at: "events", id: ["a", "b"], type: "t" },
      handshakes: [
        {
          method: "GET",
          has: { in: "query", path: "crc" },
          equals: [{ in: "query", path: "mode" }, "subscribe"],
          check: "verifyToken",
          verifyToken: { in: "query", path: "token" },
          json: { answer: { hmac: { in: "query", path: "crc" }, encoding: "base64", prefix: "sha256=" } },
        },
      ],
    };
    const page = changed("stripe", known);
    for (const row of [
      "| Answer | within 90 seconds |",
      "| Retries | for 3 days |",
      "| Items | the list at `events`; each item has its id at `a` and `b` and its type at `t`; `each: true` runs the handler for each |",
      '| Handshake | `GET` with a query `crc` and whose query `mode` is `"subscribe"`: answered 200 with JSON (`answer`: `sha256=` and the HMAC-SHA256 (base64) of the query `crc`), after the query `token` is compared with the option `verifyToken` |',
    ]) {
      expect(page).toContain(row);
    }
    expect(changed("stripe", { retries: "none" })).toContain("| Retries | never: ");
  });

  it("the index has a line for each, and README.md one for each of the best known", () => {
    const lines = (text: string) => text.split("\n").filter((line) => line.startsWith("| ["));
    expect(lines(indexOf(all))).toHaveLength(all.length);
    expect(lines(read("docs/providers.md"))).toHaveLength(all.length);
    expect(lines(readmeTable(all))).toHaveLength(BEST_KNOWN.length);
    expect(read("README.md")).toContain(`the best known of ${all.length}`);
  });
});
