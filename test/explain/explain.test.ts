import { createHmac } from "node:crypto";
import { defineProvider, hmac, WebhookError } from "hookonce";
import { createReporter, type Explanation, explain, formatReport } from "hookonce/explain";
import { awsSns } from "hookonce/providers/aws-sns";
import { github } from "hookonce/providers/github";
import { stripe } from "hookonce/providers/stripe";
import { afterEach, describe, expect, it, vi } from "vitest";
import { REMEDIES } from "../../src/explain/causes.js";
import { readJson, writeJson } from "../../src/explain/json-text.js";
import { headingsOf } from "../docs/markdown.js";
import { codeOf } from "../support/refusal.js";

const secret = "It's a Secret to Everybody";
const sign = (body: string | Uint8Array, key = secret) =>
  `sha256=${createHmac("sha256", key).update(body).digest("hex")}`;
const deliver = (body: string, signed: string | Uint8Array = body) => ({
  method: "POST",
  headers: { "x-hub-signature-256": sign(signed), "x-github-event": "push" } as Record<string, string>,
  body: body as unknown,
});
const causes = ({ findings }: Explanation) => findings.map(({ cause, certainty }) => `${cause} ${certainty}`);
const why = (delivery: object, options: object = {}) =>
  explain({ provider: github, secret, delivery, ...options } as never);

afterEach(() => vi.restoreAllMocks());

describe("explain: the verdict", () => {
  it("a genuine delivery has none against it, and one check tells", async () => {
    const explanation = await why(deliver("{}"));
    expect(explanation).toMatchObject({ provider: "github", verdict: "genuine", findings: [], complete: true });
    expect(formatReport(explanation)).toBe("hookonce: this delivery of GitHub is genuine.\n");
  });

  it("a refused one has the code of verify; a set-up that cannot judge has that of its own", async () => {
    expect(await why(deliver("{}", "x"))).toMatchObject({ verdict: "refused", code: "SIGNATURE_MISMATCH" });
    expect(await why(deliver("{}"), { secret: undefined })).toMatchObject({
      verdict: "misconfigured",
      code: "SECRET_MISSING",
    });
  });

  it("the nearest thing: a body changed by a character in a value is never certain", async () => {
    const explanation = await why(deliver('{"amount":1000}', '{"amount":1001}'));
    expect(explanation.findings.filter(({ certainty }) => certainty === "certain")).toEqual([]);
    expect(causes(explanation)).toContain("forged possible");
  });

  it.each(["Secret", "Everybody", "It's"])(
    "a forger who signs with a word of the secret proves nothing: %s",
    async (word) => {
      const delivery = deliver("{}");
      delivery.headers["x-hub-signature-256"] = sign("{}", word);
      const { findings } = await why(delivery);
      expect(findings.filter(({ certainty }) => certainty === "certain")).toEqual([]);
    },
  );

  it("two faults at once are found, and both are named", async () => {
    const explanation = await why(deliver('{ "a": 1 }', '{"a":1}'), { secret: `"${secret}"` });
    expect(causes(explanation)).toEqual(["secret-quotes certain", "body-reserialized certain"]);
  });

  it("a fault that is undone does not hide that the delivery is old", async () => {
    const body = "{}";
    const mac = createHmac("sha256", secret).update(`1767225600.${body}`).digest("hex");
    const headers = { "stripe-signature": `t=1767225600,v1=${mac}` };
    const explanation = await explain({
      provider: stripe,
      secret,
      delivery: { headers, body: `${body}\n` },
      clock: () => 1_767_225_600_000 + 900_000,
    });
    expect(causes(explanation)).toEqual(["body-newline certain", "delivery-old certain"]);
    expect(explanation.findings[1]?.evidence).toContain("900 s (15 min) ago");
  });

  it("the error of a receiver is taken where verify has none", async () => {
    const delivery = deliver("{}");
    delivery.headers["content-encoding"] = "gzip";
    const error = Reflect.construct(WebhookError, [
      "CONTENT_ENCODING_UNSUPPORTED",
      "GitHub does not send gzip bodies.",
    ]);
    const explanation = await why(delivery, { error });
    expect(explanation).toMatchObject({ verdict: "refused", code: "CONTENT_ENCODING_UNSUPPORTED" });
    expect(causes(explanation)).toEqual(["body-gzip likely"]);
  });
});

describe("explain: what it takes", () => {
  it.each([
    ["PROVIDER_INVALID", { provider: "github" }],
    ["OPTION_INVALID", { delivery: null }],
    ["OPTION_INVALID", { otherSecrets: "another" }],
    ["OPTION_INVALID", { maxChecks: 0 }],
    ["OPTION_INVALID", { clock: 5 }],
    ["TOLERANCE_INVALID", { toleranceSeconds: -1 }],
  ])("%s when it is called in a wrong way: %o", async (code, options) => {
    expect(await codeOf(why(deliver("{}"), options))).toBe(code);
  });

  it.each([
    ["nothing as headers", { headers: undefined, body: "" }],
    ["a number as headers", { headers: 5, body: "" }],
    ["odd headers", { headers: { "x-hub-signature-256": [undefined, 5], "x-a": null }, body: "" }],
    ["an object that JSON cannot write as the body", { headers: {}, body: { size: 1n } }],
    ["a function as the body", { headers: {}, body: () => {} }],
    ["nothing at all", {}],
    ["JSON nested too deep", { headers: deliver("").headers, body: "[".repeat(100_000) }],
    ["bytes that are no text", { headers: deliver("").headers, body: Uint8Array.of(0xff, 0xfe, 0, 0xd8) }],
    ["gzip that breaks off", { headers: deliver("").headers, body: Uint8Array.of(0x1f, 0x8b, 8, 0, 0) }],
    ["a header of 100,000 characters", { headers: { "x-hub-signature-256": "sha256=".repeat(15_000) }, body: "{}" }],
    ["a URL that is none", { url: "::::", headers: {}, body: "" }],
  ])("whatever arrives, it does not throw: %s", async (_name, delivery) => {
    expect((await why(delivery)).verdict).toBe("refused");
  });

  it("a secret may be a function, named, or one of a list; the finding has the name", async () => {
    const delivery = deliver("{}");
    expect((await why(delivery, { secret: async () => secret })).verdict).toBe("genuine");
    const otherSecrets = ["one", { id: "staging", value: secret }];
    const explanation = await why(delivery, { secret: () => "another", otherSecrets });
    expect(explanation.findings[0]).toMatchObject({ cause: "secret-other", certainty: "certain" });
    expect(explanation.findings[0]?.evidence).toContain('"staging"');
    const failing = await why(delivery, { secret: () => Promise.reject(new Error("vault is down")) });
    expect(causes(failing)[0]).toBe("secret-missing likely");
    expect(JSON.stringify(failing)).not.toContain("vault");
  });

  it("headers come as Headers, as an object or as rawHeaders", async () => {
    const { headers, body } = deliver("{}\n", "{}");
    const raw = Object.entries(headers).flatMap(([name, value]) => [name.toUpperCase(), value]);
    for (const given of [headers, raw, new Headers(headers)]) {
      expect(causes(await why({ headers: given, body }))).toEqual(["body-newline certain"]);
    }
  });

  it("a provider of one's own, with a header that nobody knows", async () => {
    const acme = defineProvider({
      id: "acme",
      name: "Acme",
      docs: "https://acme.example",
      checked: "2026-11",
      scheme: hmac({ hash: "sha256", header: "acme-sig", format: "{signature}", encoding: "hex", signs: "{body}" }),
    });
    const headers = { "x-acme-sig": sign("{}").slice(7) };
    expect(causes(await explain({ provider: acme, secret, delivery: { headers, body: "{}" } }))).toEqual([
      "header-renamed certain",
    ]);
  });
});

describe("explain: what it leaves alone", () => {
  it("it changes nothing of what it is given", async () => {
    const delivery = deliver('{"a": 1}', '{"a":1}');
    const body = new TextEncoder().encode(delivery.body as string);
    const before = [...body];
    const options = Object.freeze({ otherSecrets: Object.freeze(["a"]), otherProviders: Object.freeze([stripe]) });
    const explanation = await why(
      Object.freeze({ ...delivery, headers: Object.freeze(delivery.headers), body }),
      options,
    );
    expect(causes(explanation)).toEqual(["body-reserialized certain"]);
    expect([...body]).toEqual(before);
  });

  it("it fetches nothing, also where keys are published", async () => {
    const fetched = vi.spyOn(globalThis, "fetch").mockRejectedValue(new Error("no network"));
    const body = JSON.stringify({ Type: "Notification", SigningCertURL: "https://sns.eu-west-1.amazonaws.com/a.pem" });
    const topicArns = ["arn:aws:sns:eu-west-1:123456789012:orders"];
    const explanation = await explain({ provider: awsSns, topicArns, delivery: { headers: {}, body } });
    expect(explanation.verdict).toBe("refused");
    expect(fetched).not.toHaveBeenCalled();
  });

  it("it checks no more than it may, and says so", async () => {
    const explanation = await why(deliver('{"a":1}', "x"), { maxChecks: 10 });
    expect(explanation).toMatchObject({ complete: false });
    expect(explanation.checks).toBeLessThanOrEqual(10);
    expect(formatReport(explanation)).toContain("not everything was tried");
  });

  it("what a delivery calls itself cannot write to the terminal", async () => {
    const evil = "\u001b[31mgithub\n";
    const headers = { [`x-hub-signature-256-${evil}`]: sign("{}"), [evil]: "x", host: evil };
    const text = formatReport(await why({ url: `http://${evil}/`, headers, body: evil }));
    expect(text).not.toContain("\u001b");
  });

  it("a polluted prototype sets no option", async () => {
    const polluted = Object.prototype as Record<string, unknown>;
    polluted.maxChecks = 0;
    try {
      expect((await why(deliver("{}"))).verdict).toBe("genuine");
    } finally {
      delete polluted.maxChecks;
    }
  });
});

describe("reports", () => {
  it("a report has 80 columns, apart from links, and no colours", async () => {
    const text = formatReport(await why(deliver("{ }", "{}"), { secret: `${secret} ` }));
    expect(text).toMatch(/^hookonce: deliveries of GitHub cannot be judged: SECRET_UNUSABLE\n/);
    expect(text).toContain("1. secret-whitespace (certain)");
    for (const line of text.split("\n")) if (!line.includes("https://")) expect(line.length).toBeLessThanOrEqual(80);
    expect(text).toMatch(/^[\n -~…→]*$/);
  });

  it("a reporter prints each cause once, and nothing of a genuine delivery", async () => {
    const print = vi.fn();
    const report = createReporter({ print });
    expect(report(await why(deliver("{}\n", "{}")))).toBe(true);
    expect(report(await why(deliver("[]\n", "[]")))).toBe(false);
    expect(report(await why(deliver("{}")))).toBe(false);
    expect(report(await why(deliver("\uFEFF{}", "{}")))).toBe(true);
    expect(print).toHaveBeenCalledTimes(2);
  });

  it("a reporter stops after its last report: whoever sends could make up causes", async () => {
    const print = vi.fn();
    const report = createReporter({ print, maxReports: 1 });
    report(await why(deliver("{}\n", "{}")));
    report(await why(deliver("\uFEFF{}", "{}")));
    expect(print).toHaveBeenCalledTimes(1);
  });
});

describe("causes", () => {
  it("docs/explain.md has a section for each, and for no other", () => {
    const sections = headingsOf("docs/explain.md").filter(({ level }) => level === 3);
    expect(sections.map(({ text }) => text)).toEqual(Object.keys(REMEDIES));
  });
});

describe("JSON written again", () => {
  const plain = { comma: ",", colon: ":", writeText: JSON.stringify };
  it.each(['{"a":[1,2.50,-1e5,true,null,"x\\u00e9/"],"a":{},"":[]}', '"text"', "[[],{}]"])("keeps %s", (text) => {
    const node = readJson(text);
    expect(node && writeJson(node, plain)).toBe(text.replace("\\u00e9", "é"));
  });
  it.each(["", "{", '{"a"}', "[1,]", "01", "{'a':1}", "[1] x", '"\n', "nul", "[".repeat(1000)])(
    "refuses %s",
    (text) => {
      expect(readJson(text)).toBeUndefined();
    },
  );
});
