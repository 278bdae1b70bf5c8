import { createHmac } from "node:crypto";
import {
  defineProvider,
  fromBody,
  fromDigest,
  type HashSchemeData,
  hmac,
  type SecretForm,
  token,
  verify,
} from "hookonce";
import { describe, expect, it } from "vitest";
import { codeOf } from "../support/refusal.js";

const NOW = 1_764_000_000;
const clock = () => NOW * 1000;
const about = { id: "acme", name: "Acme", docs: "https://acme.example/docs", checked: "2026-11" };
const base = {
  hash: "sha256",
  header: "x-signature",
  format: "{signature}",
  encoding: "hex",
  signs: "{body}",
} as const;
const hex = (text: string, key: string | Uint8Array) => createHmac("sha256", key).update(text).digest("hex");

const providerOf = (data: Partial<HashSchemeData>, over: object = {}) =>
  defineProvider({ ...about, scheme: hmac({ ...base, ...data }), eventId: fromDigest(), ...over });

describe("forms of a secret", () => {
  const decoded = Buffer.from("c2VjcmV0LWJ5dGVz", "base64");
  const rows: [what: string, form: SecretForm, secret: string, key: string | Uint8Array][] = [
    [
      "the first of several prefixes is taken off",
      { strip: ["v1,whsec_", "whsec_"], encoding: "base64" },
      "v1,whsec_c2VjcmV0LWJ5dGVz",
      decoded,
    ],
    ["or the second", { strip: ["v1,whsec_", "whsec_"], encoding: "base64" }, "whsec_c2VjcmV0LWJ5dGVz", decoded],
    ["only what follows the colon is the key", { after: ":" }, "app.key:s3cret:x", "s3cret:x"],
    ["without a colon the whole is", { after: ":" }, "s3cret", "s3cret"],
    [
      "with the prefix base64",
      { strip: "whsec_", encoding: "base64", bareEncoding: "utf8" },
      "whsec_c2VjcmV0LWJ5dGVz",
      decoded,
    ],
    [
      "without it the text",
      { strip: "whsec_", encoding: "base64", bareEncoding: "utf8" },
      "c2VjcmV0LWJ5dGVz",
      "c2VjcmV0LWJ5dGVz",
    ],
    ["a prefix that is kept", { strip: "ws_", keepPrefix: true, bareEncoding: "base64" }, "ws_0123", "ws_0123"],
    ["and its absence", { strip: "ws_", keepPrefix: true, bareEncoding: "base64" }, "c2VjcmV0LWJ5dGVz", decoded],
    ["a text that is normalised", { normalize: "NFKD" }, "s\u00e9cret", "se\u0301cret"],
    ["and one that is not", {}, "s\u00e9cret", "s\u00e9cret"],
    ["a suffix", { suffix: "&" }, "s3cret", "s3cret&"],
  ];

  it.each(rows)("%s", async (_what, secret, given, key) => {
    const provider = providerOf({ secret });
    const run = (with_: string | Uint8Array) =>
      verify(provider, { headers: { "x-signature": hex("{}", with_) }, body: "{}" }, { secret: given });
    expect((await run(key)).provider).toBe("acme");
    expect(await codeOf(run(`${given}x`))).toBe("SIGNATURE_MISMATCH");
  });

  it("a secret that must have its prefix is refused without", async () => {
    const provider = providerOf({ secret: { strip: ["a_", "b_"], requirePrefix: true } });
    const run = (secret: string) => verify(provider, { headers: {}, body: "{}" }, { secret });
    expect(await codeOf(run("c_123"))).toBe("SECRET_UNUSABLE");
    expect(await codeOf(run("b_123"))).toBe("SIGNATURE_MISSING");
  });
});

describe("a separator of comma and space", () => {
  const provider = providerOf({
    format: "t={timestamp}, v1={signature}",
    separator: ", ",
    signs: "{timestamp}.{body}",
  });
  const run = (text: (signature: string) => string) =>
    verify(
      provider,
      { headers: { "x-signature": text(hex(`${NOW}.{}`, "s3cret")) }, body: "{}" },
      { secret: "s3cret", clock },
    );

  it.each([
    ["with the space", (s: string) => `t=${NOW}, v1=${s}`],
    ["without", (s: string) => `t=${NOW},v1=${s}`],
    ["in another order", (s: string) => `v1=${s},t=${NOW}`],
  ])("is read %s", async (_what, text) => {
    expect((await run(text)).timestampMs).toBe(NOW * 1000);
  });

  it.each([
    ["two spaces", (s: string) => `t=${NOW},  v1=${s}`],
    ["a space before the comma", (s: string) => `t=${NOW} ,v1=${s}`],
    ["a space at the front", (s: string) => ` t=${NOW}, v1=${s}`],
    ["the time twice", (s: string) => `t=${NOW},t=${NOW},v1=${s}`],
  ])("%s is refused", async (_what, text) => {
    expect((await codeOf(run(text))) as string).toMatch(/^(SIGNATURE|TIMESTAMP)_(MALFORMED|MISSING)$/);
  });
});

describe("filters", () => {
  it("minify: white space does not count, values do, and nothing long is parsed", async () => {
    const provider = providerOf({ signs: "{body|minify}" });
    expect(provider.scheme.looksInside).toBe("json");
    const run = (body: string, signed = '{"a":1}') =>
      verify(provider, { headers: { "x-signature": hex(signed, "s3cret") }, body }, { secret: "s3cret" });
    expect((await run(' { "a" : 1 }\n')).provider).toBe("acme");
    expect(await codeOf(run('{"a":2}'))).toBe("SIGNATURE_MISMATCH");
    expect(await codeOf(run("{"))).toBe("SIGNATURE_MALFORMED");
    expect(await codeOf(run(`"${"x".repeat(300_000)}"`))).toBe("SIGNATURE_MALFORMED");
  });

  it("unescape: the escapes that HubSpot names, and no others", async () => {
    const provider = providerOf({ signs: "{url|unescape}" });
    const run = (url: string, signed: string) =>
      verify(provider, { url, headers: { "x-signature": hex(signed, "s3cret") }, body: "" }, { secret: "s3cret" });
    expect((await run("https://e.example/?a=%3a%2F%20%25", "https://e.example/?a=:/%20%25")).provider).toBe("acme");
    expect(await codeOf(run("https://e.example/?a=%20", "https://e.example/?a= "))).toBe("SIGNATURE_MISMATCH");
  });
});

describe("a time inside the signed body", () => {
  const provider = providerOf(
    {},
    { timestampAfter: { at: fromBody("sentAt"), form: "milliseconds" }, toleranceSeconds: 60 },
  );
  const run = (sentAt: unknown, secret = "s3cret") => {
    const body = JSON.stringify({ sentAt });
    return verify(provider, { headers: { "x-signature": hex(body, secret) }, body }, { secret: "s3cret", clock });
  };

  it("at the tolerance passes, and counts as signed", async () => {
    const event = await run(NOW * 1000 - 60_000);
    expect([event.timestampMs, event.signed.timestamp]).toEqual([NOW * 1000 - 60_000, true]);
    expect((await run(String(NOW * 1000 + 60_000))).provider).toBe("acme");
  });

  it.each([
    [NOW * 1000 - 60_001, "TIMESTAMP_TOO_OLD"],
    [NOW * 1000 + 60_001, "TIMESTAMP_TOO_NEW"],
    [undefined, "TIMESTAMP_MISSING"],
    [null, "TIMESTAMP_MALFORMED"],
    ["soon", "TIMESTAMP_MALFORMED"],
    [-1, "TIMESTAMP_MALFORMED"],
  ])("%j: %s", async (sentAt, code) => {
    expect(await codeOf(run(sentAt))).toBe(code);
  });

  it("is looked at only once the signature holds", async () => {
    expect(await codeOf(run(1, "other"))).toBe("SIGNATURE_MISMATCH");
  });
});

it("iso8601-utc has no zone and means UTC", async () => {
  const provider = providerOf({
    fields: { timestamp: "x-time" },
    timestamp: "iso8601-utc",
    signs: "{timestamp}{body}",
  });
  const run = (time: string) =>
    verify(
      provider,
      { headers: { "x-time": time, "x-signature": hex(`${time}{}`, "s3cret") }, body: "{}" },
      { secret: "s3cret", clock },
    );
  const time = new Date(NOW * 1000).toISOString().slice(0, -1);
  expect((await run(time)).timestampMs).toBe(NOW * 1000);
  expect(await codeOf(run(`${time}Z`))).toBe("TIMESTAMP_MALFORMED");
});

it("a token may stand behind a word", async () => {
  const provider = defineProvider({ ...about, scheme: token({ header: "authorization", prefix: "Bearer " }) });
  const run = (authorization: string) =>
    verify(provider, { headers: { authorization }, body: "{}" }, { secret: "s3cret" });
  expect((await run("Bearer s3cret")).provider).toBe("acme");
  expect(await codeOf(run("s3cret"))).toBe("SIGNATURE_MALFORMED");
  expect(await codeOf(run("bearer s3cret"))).toBe("SIGNATURE_MALFORMED");
  expect(await codeOf(run("Bearer s3cretx"))).toBe("SIGNATURE_MISMATCH");
});
