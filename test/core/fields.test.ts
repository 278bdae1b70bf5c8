import { fromBody, fromQuery, type HashSchemeData, parseSignatureHeader, verify } from "hookonce";
import { describe, expect, it } from "vitest";
import { hexOf, providerOf, SECRET, schemeOf } from "../support/acme.js";
import { codeOf } from "../support/refusal.js";

const A = "a1".repeat(32);
const T = "1700000000";

const data: Partial<HashSchemeData> = {
  fields: { id: "X-Id", timestamp: "x-timestamp" },
  timestamp: "seconds",
  signs: "{id}.{timestamp}.{body}",
};
const parse = (headers: any, changes: Partial<HashSchemeData> = {}, more: object = {}) =>
  parseSignatureHeader(schemeOf({ ...data, ...changes }), { headers: { "x-signature": A, ...headers }, ...more });

describe("fields", () => {
  it("are handed on exactly as they came", () => {
    const { fields, timestampMs } = parse({ "x-id": "msg_1", "X-TIMESTAMP": T });
    expect({ ...fields }).toEqual({ id: "msg_1", timestamp: T });
    expect(timestampMs).toBe(1_700_000_000_000);
  });

  it("a missing one is named by its code", async () => {
    expect(await codeOf(() => parse({ "x-timestamp": T }))).toBe("SIGNATURE_MISSING");
    expect(await codeOf(() => parse({ "x-id": "", "x-timestamp": T }))).toBe("SIGNATURE_MISSING");
    expect(await codeOf(() => parse({ "x-id": "msg_1" }))).toBe("TIMESTAMP_MISSING");
    expect(await codeOf(() => parse({ "x-id": "msg_1", "x-timestamp": "" }))).toBe("TIMESTAMP_MISSING");
  });

  it("one that came twice is refused", async () => {
    expect(await codeOf(() => parse({ "x-id": ["a", "b"], "x-timestamp": T }))).toBe("SIGNATURE_DUPLICATED");
    expect(await codeOf(() => parse({ "x-id": "a", "X-ID": "a", "x-timestamp": T }))).toBe("SIGNATURE_DUPLICATED");
  });

  it.each(["a b", "a\u0000", "a\u00e9", "\u2028", "a".repeat(256), "a.b", ".", "a, a"])(
    "a value that is no plain text of up to 255 characters, or holds what follows it, is refused: %j",
    async (id) => {
      expect(await codeOf(() => parse({ "x-id": id, "x-timestamp": T }))).toBe("SIGNATURE_MALFORMED");
    },
  );

  it("a value of 255 characters passes, and one with a mark that does not follow it in the template", () => {
    expect(parse({ "x-id": "a".repeat(255), "x-timestamp": T }).fields.id).toHaveLength(255);
    expect(parse({ "x-id": "a:b", "x-timestamp": T }).fields.id).toBe("a:b");
  });

  it("may stand in the query or in the body", () => {
    const url = "https://acme.example/hook?id=7%2F8";
    const inQuery = parse({ "x-timestamp": T }, { fields: { id: fromQuery("id"), timestamp: "x-timestamp" } }, { url });
    expect(inQuery.fields.id).toBe("7/8");
    const inBody = parse(
      { "x-timestamp": T },
      { fields: { id: fromBody("n"), timestamp: "x-timestamp" } },
      { body: '{"n":7}' },
    );
    expect(inBody.fields.id).toBe("7");
  });

  it("the shifted id is refused although its signature is right: a.b + c and a + b.c are the same signed text", async () => {
    const signature = hexOf(`msg.${T}.${T}.{}`);
    const provider = providerOf(schemeOf(data));
    const options = { secret: SECRET, clock: () => Number(T) * 1000 };
    const headers = { "x-signature": signature, "x-timestamp": T };
    const honest = await verify(provider, { headers: { ...headers, "x-id": "msg" }, body: `${T}.{}` }, options);
    expect(honest.timestampMs).toBe(Number(T) * 1000);
    const shifted = verify(provider, { headers: { ...headers, "x-id": `msg.${T}` }, body: "{}" }, options);
    expect(await codeOf(shifted)).toBe("SIGNATURE_MALFORMED");
  });
});

describe("headers with a fixed value", () => {
  const expecting = { ...data, expect: { "X-Algorithm": "HMAC-SHA256" } };
  const headers = { "x-id": "m", "x-timestamp": T };

  it("pass with this value", () => {
    expect(parse({ ...headers, "x-algorithm": "HMAC-SHA256" }, expecting).candidates).toHaveLength(1);
  });

  it.each([undefined, "", "hmac-sha256", "HMAC-SHA1", "HMAC-SHA256 ", "none"])("are refused with %j", async (value) => {
    expect(await codeOf(() => parse({ ...headers, "x-algorithm": value }, expecting))).toBe("SIGNATURE_MALFORMED");
  });

  it("are refused when they come twice", async () => {
    const twice = { ...headers, "x-algorithm": ["HMAC-SHA256", "HMAC-SHA256"] };
    expect(await codeOf(() => parse(twice, expecting))).toBe("SIGNATURE_DUPLICATED");
  });
});

describe("timestamps", () => {
  const read = (timestamp: HashSchemeData["timestamp"], text: string) =>
    parse({ "x-id": "m", "x-timestamp": text }, { timestamp, signs: "{id}|{timestamp}|{body}" }).timestampMs;

  it.each([
    ["seconds", "1", 1000],
    ["seconds", "1700000000", 1_700_000_000_000],
    ["seconds", "999999999999", 999_999_999_999_000],
    ["milliseconds", "1700000000123", 1_700_000_000_123],
    ["iso8601", "2026-11-01T09:30:00Z", Date.UTC(2026, 10, 1, 9, 30)],
    ["iso8601", "2026-11-01T09:30:00.123456789Z", Date.UTC(2026, 10, 1, 9, 30, 0, 123)],
    ["iso8601", "2026-11-01T10:30:00+01:00", Date.UTC(2026, 10, 1, 9, 30)],
    ["rfc1123", "Sun, 01 Nov 2026 09:30:00 GMT", Date.UTC(2026, 10, 1, 9, 30)],
  ] as const)("%s: %s is read", (form, text, ms) => {
    expect(read(form, text)).toBe(ms);
  });

  it.each([
    ...[
      "0",
      "-1",
      "+1",
      "01",
      "1.0",
      "1e9",
      "0x1",
      "1_0",
      "\u0661",
      "\uff11",
      "1700000000000",
      "NaN",
      "Infinity",
      "1,1",
    ].map((text) => ["seconds", text] as const),
    ...["0", "1700000000.5", "1700000000000000"].map((text) => ["milliseconds", text] as const),
    ...[
      "2026-11-01",
      "2026-11-01T09:30:00",
      "2026-11-01 09:30:00Z",
      "2026-13-01T09:30:00Z",
      "2026-11-01T25:30:00Z",
      "1700000000",
      "2026-11-01t09:30:00z",
    ].map((text) => ["iso8601", text] as const),
    ...[
      "01 Nov 2026 09:30:00 GMT",
      "Sun, 01 Nov 2026 09:30:00 UTC",
      "Sun, 01 Foo 2026 09:30:00 GMT",
      "sun, 01 nov 2026 09:30:00 gmt",
    ].map((text) => ["rfc1123", text] as const),
  ])("%s: %s is refused", async (form, text) => {
    expect(await codeOf(() => read(form, text))).toBe("TIMESTAMP_MALFORMED");
  });
});
