import { describe, expect, it } from "vitest";
import { docBlockOf } from "../../scripts/providers.mjs";
import { leavesBodyUnsigned } from "../../src/core/notice.js";
import { importProvider, providerIds, providerOf, providerSource, readVectors } from "../support/data.js";

// What holds for every file of the folder. Its deliveries are in vectors.test.ts.

const camelCase = (id: string) => id.replace(/-(\w)/g, (_all, letter) => letter.toUpperCase());

describe.each(providerIds)("%s", (id) => {
  const source = providerSource(id);

  it("has an id of the form that keys and paths have, and one export, named after it", async () => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(id.length).toBeLessThanOrEqual(32);
    expect(Object.keys(await importProvider(id))).toEqual([camelCase(id)]);
    const values = [...source.matchAll(/^export (?:const|let|var|function|class|default) ?(\w*)/gm)];
    expect(values.map(([, name]) => name)).toEqual([camelCase(id)]);
  });

  it("imports from core, keys and the shared files of its folder only", () => {
    const specifiers = [...source.matchAll(/(?:from|import|require)\s*\(?\s*"([^"]+)"/g)].map(
      ([, specifier]) => specifier,
    );
    expect(specifiers.length).toBeGreaterThan(0);
    expect(
      specifiers.filter((specifier) => !/^(\.\.\/(core|keys)\/[\w/-]+|\.\/_[\w-]+)\.js$/.test(`${specifier}`)),
    ).toEqual([]);
  });

  it("has a doc block with prose, the month of its check, and a link to its source", async () => {
    const { prose, checked, traps } = docBlockOf(source);
    const { docs, checked: month } = await providerOf(id);
    expect(prose).toMatch(/^\S.{20}/);
    expect(checked).toMatch(new RegExp(`^${month}\\b.*\\w`));
    expect(source).toMatch(/^ \* @see https:\/\/\S+$/m);
    expect(new URL(docs).protocol).toBe("https:");
    for (const trap of traps) expect(trap).toMatch(/^\S.*[.:!?)`]$/);
  });

  it("says of a token and a password that nothing is signed", async () => {
    const { scheme } = await providerOf(id);
    const signsNothing = ["token", "basic", "token-in-items"].includes(scheme.kind);
    if (signsNothing) expect(docBlockOf(source).prose).toMatch(/nothing .*is signed|signs nothing|not signed/i);
  });

  it("brings the code for its form of payload, and the notice where its body is not signed", async () => {
    const provider = await providerOf(id);
    const { payload = "json", readPayload, notice } = provider;
    expect([!!readPayload, !!notice]).toEqual([payload !== "json", leavesBodyUnsigned(provider)]);
  });

  it("is short, and has no line that is not done", () => {
    expect(source.split("\n").length).toBeLessThan(100);
    expect(source).not.toMatch(/\bTODO\b|todo\.example|@ts-|biome-ignore|\bany\b(?= *[;,)>=])/);
    expect(JSON.stringify(readVectors(id))).not.toMatch(/\bTODO\b/);
    expect(source.split("\n").filter((line) => line.length > 140 && !/https:/.test(line))).toEqual([]);
  });

  it("has deliveries of both verdicts, signed by somebody who is named", () => {
    const vectors = readVectors(id);
    expect(new Set(vectors.map(({ expect: verdict }) => verdict))).toEqual(new Set(["valid", "invalid"]));
    expect(vectors.filter(({ source: by }) => !/\S/.test(by))).toEqual([]);
  });
});
