import { type AnyProvider, defineProvider, verify, WebhookError } from "hookonce";
import { describe, expect, it } from "vitest";
import {
  deliveryOf,
  importProvider,
  optionsOf,
  providerIds,
  providerOf,
  providerSource,
  readVectors,
} from "../support/data.js";
import { refusal } from "../support/refusal.js";

it("the folder of providers is found", () => {
  expect(providerIds).toContain("stripe");
  expect(providerIds.length).toBeGreaterThanOrEqual(17);
});

describe.each(providerIds)("%s", (id) => {
  it("exports one provider, whose id is the name of its file", async () => {
    const exported = Object.values(await importProvider(id));
    expect(exported.map((provider) => provider.id)).toEqual([id]);
    expect(typeof exported[0]?.scheme.check).toBe("function");
  });

  it("says where its facts come from, when they were checked, and where its credential is found", async () => {
    const { name, docs, checked, credential } = await providerOf(id);
    expect(name).toMatch(/\S/);
    expect(new URL(docs).protocol).toBe("https:");
    expect(checked).toMatch(/^20\d\d-(0[1-9]|1[0-2])$/);
    expect(providerSource(id).replace(/\s+\*\s+/g, " ")).toContain(`Checked ${checked}`);
    expect(credential).toEqual({
      name: expect.stringMatching(/\S/),
      env: expect.stringMatching(/^[A-Z][A-Z0-9_]+$/),
      where: expect.stringMatching(/\S/),
    });
  });

  it("passes the checks that a user's provider passes", async () => {
    const provider = await providerOf(id);
    expect(defineProvider({ ...provider } as never).id).toBe(id);
    expect(Object.isFrozen(provider)).toBe(true);
    expect(provider.typed()).toBe(provider);
  });

  it("is read in one sitting: under 100 lines", () => {
    expect(providerSource(id).split("\n").length).toBeLessThan(100);
  });

  it("has vectors of its own, valid and invalid ones, each with its source and reason", () => {
    const vectors = readVectors(id);
    expect(new Set(vectors.map((vector) => vector.name)).size).toBe(vectors.length);
    expect(new Set(vectors.map((vector) => vector.expect)).size).toBe(2);
    for (const { provider, source, reason, ours } of vectors) {
      expect({ provider, source, reason }).toEqual({
        provider: id,
        source: expect.stringMatching(/\S/),
        reason: expect.stringMatching(/\S/),
      });
      if (ours) expect(ours.reason).toMatch(/\S/);
    }
  });

  it.each(readVectors(id).map((vector) => [vector.ours?.expect ?? vector.expect, vector.name, vector] as const))(
    "%s: %s",
    async (expected, _name, vector) => {
      const provider: AnyProvider = await providerOf(id);
      const attempt = verify(provider, deliveryOf(vector), optionsOf(vector));
      if (expected === "valid") {
        expect(await attempt).toMatchObject({ provider: id, body: deliveryOf(vector).body });
        return;
      }
      const error = await refusal(attempt);
      expect(error).toBeInstanceOf(WebhookError);
      expect(error.status).toBe(401);
      const code = vector.ours?.code ?? vector.code;
      if (code) expect(error.code).toBe(code);
    },
  );
});
