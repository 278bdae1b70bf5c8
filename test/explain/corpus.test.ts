import { type Explanation, explain, formatReport } from "hookonce/explain";
import { describe, expect, it } from "vitest";
import { read } from "../docs/markdown.js";
import { providerOf } from "../support/data.js";
import { type Case, corpus, forgeries, optionsOf } from "./cases.mjs";

const explained = new Map<string, Explanation>();
for (const one of corpus) explained.set(one.name + one.family, await explain(await optionsOf(one, providerOf)));
const of = (one: Case) => explained.get(one.name + one.family) as Explanation;

/** Texts that must not show up: the secrets, the body, and every signature that was expected, in hex and base64. */
function* hidden(one: Omit<Case, "family" | "cause">): Iterable<string> {
  const named = [one.secrets ?? [], one.otherSecrets ?? [], one.secret ?? [], one.publicKey ?? []].flat();
  const secrets = named.map((secret) => (typeof secret === "string" ? secret : secret.value));
  for (const secret of secrets) {
    yield secret;
    yield secret.trim();
    // What was put for a secret may be the name of its variable, which messages give too.
    if (!secret.startsWith("$")) yield secret.slice(secret.indexOf("_") + 1, 20);
  }
  if (one.secret_base64) {
    yield one.secret_base64;
    yield Buffer.from(one.secret_base64, "base64").toString();
    yield Buffer.from(one.secret_base64, "base64").toString("hex");
  }
  const body = Buffer.from(one.body_base64 ?? JSON.stringify(one.parsedBody) ?? "", "base64");
  yield body.toString();
  yield body.toString("base64");
  // Every value of some length in the body; plain words are those of any message.
  for (const [word] of body.toString().matchAll(/[\w@.-]{9,}/g)) if (/[^a-z_]/.test(word)) yield word;
  for (const text of Object.values(one.headers)) {
    for (const [word] of text.matchAll(/[\w+/-]{26,}=*/g)) {
      yield word;
      yield Buffer.from(word, /^[0-9a-f]+$/.test(word) ? "hex" : "base64").toString("hex");
      yield Buffer.from(word, /^[0-9a-f]+$/.test(word) ? "hex" : "base64").toString("base64");
    }
  }
}

const leaks = (one: Omit<Case, "family" | "cause">, explanation: Explanation) => {
  const outputs = [JSON.stringify(explanation), formatReport(explanation)];
  return [...hidden(one)].filter((text) => text.length > 5 && outputs.some((output) => output.includes(text)));
};

const CERTAIN = (explanation: Explanation) => explanation.findings.filter(({ certainty }) => certainty === "certain");

describe("the corpus of broken deliveries", () => {
  it("has at least 80 deliveries of at least 10 providers", () => {
    expect(corpus.length).toBeGreaterThanOrEqual(80);
    expect(new Set(corpus.map(({ provider }) => provider)).size).toBeGreaterThanOrEqual(10);
    expect(new Set(corpus.map(({ name, family }) => family + name)).size).toBe(corpus.length);
  });

  it("the right cause stands first in at least 95 %", () => {
    const wrong = corpus.filter((one) => of(one).findings[0]?.cause !== one.cause);
    const right = corpus.length - wrong.length;
    const certain = corpus.filter((one) => of(one).findings[0]?.certainty === "certain").length;
    console.log(`${right} of ${corpus.length} first, ${certain} of them certain`);
    for (const one of wrong) {
      const [found] = of(one).findings;
      console.log(
        `  ${one.name} [${one.family}]: ${found?.cause} (${found?.certainty}), not ${one.cause}; ${of(one).code}`,
      );
    }
    expect(right / corpus.length).toBeGreaterThanOrEqual(0.95);
  });

  it("no secret, no value of the body and no signature shows up, as JSON or as a report", () => {
    expect(corpus.map((one) => [one.name, leaks(one, of(one))]).filter(([, found]) => found?.length)).toEqual([]);
  });

  it("such a leak would be found", () => {
    const one = corpus.find(({ provider }) => provider === "stripe") as Case;
    const leaky = (evidence: string): Explanation => ({
      ...of(one),
      findings: [{ cause: "forged", certainty: "possible", evidence, remedy: "", docs: "" }],
    });
    const signature = /v1=([0-9a-f]{64})/.exec(
      (one.headers as Record<string, string>)["stripe-signature"] as string,
    )?.[1];
    for (const text of [one.secret as string, signature as string, "pi_3PgafmB7WZ01zgkW0FzE6xqP"]) {
      expect(leaks(one, leaky(`x ${text} y`))).not.toEqual([]);
    }
    expect(leaks(one, leaky("x y"))).toEqual([]);
  });

  it("the report in docs/explain.md is what comes out, and so are its figures", () => {
    const page = read("docs/explain.md");
    const shown = corpus.find(({ name }) => name === "stripe: quotes, and the body parsed") as Case;
    expect(page).toContain(`\`\`\`text\n${formatReport(of(shown))}\`\`\``);
    const count = (name: "provider" | "cause") => new Set(corpus.map((one) => one[name])).size;
    const right = corpus.filter((one) => of(one).findings[0]?.cause === one.cause);
    const proven = right.filter((one) => of(one).findings[0]?.certainty === "certain");
    const text = page.replace(/\s+/g, " ");
    expect(text).toContain(`${corpus.length} of ${count("provider")} providers, ${count("cause")} causes`);
    expect(text).toContain(`stands first in ${right.length} of them, proven in ${proven.length}`);
  });

  it("every finding has a remedy and a link, and the surest stand first", () => {
    const rank = ["certain", "likely", "possible"];
    for (const one of corpus) {
      const { findings, verdict } = of(one);
      const ranks = findings.map(({ certainty }) => rank.indexOf(certainty));
      expect(verdict).not.toBe("genuine");
      expect(ranks).toEqual([...ranks].sort());
      for (const { remedy, docs, cause, evidence } of findings) {
        expect(remedy && evidence).toBeTruthy();
        expect(docs.endsWith(`/docs/explain.md#${cause}`)).toBe(true);
      }
    }
  });
});

describe("deliveries that were truly forged", () => {
  it("none of 200 has a finding that is called certain, and nothing shows up", { timeout: 120_000 }, async () => {
    const forged = forgeries(200, 20_261_125);
    expect(forged).toHaveLength(200);
    const wrong: unknown[] = [];
    for (const one of forged) {
      const explanation = await explain(await optionsOf(one, providerOf));
      expect({ name: one.name, verdict: explanation.verdict }).toEqual({ name: one.name, verdict: "refused" });
      const found = CERTAIN(explanation);
      if (found.length) wrong.push([one.name, found]);
      const shown = leaks(one, explanation);
      if (shown.length) wrong.push([one.name, shown]);
    }
    expect(wrong).toEqual([]);
  });
});
