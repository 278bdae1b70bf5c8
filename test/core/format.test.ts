import { fromBody, fromForm, fromQuery, type HashSchemeData, parseSignatureHeader } from "hookonce";
import { describe, expect, it } from "vitest";
import { schemeOf } from "../support/acme.js";
import { codeOf } from "../support/refusal.js";

const A = "a1".repeat(32);
const B = "b2".repeat(32);
const A64 = Buffer.from(A, "hex").toString("base64");
const T = "1700000000";

type Data = Partial<HashSchemeData>;
const timed: Data = { format: "t={timestamp},v1={signature}", separator: ",", signs: "{timestamp}.{body}" };
const stripeLike = timed;
const positional: Data = { format: "{timestamp};{signature}", separator: ";", signs: "{timestamp}{body}" };
const keyed: Data = { format: "{keyId}/SHA256/{signature}", separator: "," };

const parse = (data: Data, headers: any, more: object = {}) =>
  parseSignatureHeader(schemeOf(data), {
    headers: typeof headers === "string" ? { "x-signature": headers } : headers,
    ...more,
  });

const readable = ({ candidates, fields }: ReturnType<typeof parse>) => ({
  candidates: candidates.map(({ bytes, keyId }) => [Buffer.from(bytes).toString("hex"), ...(keyId ? [keyId] : [])]),
  fields: { ...fields },
});

describe("a header of the right form is read", () => {
  it.each<[string, Data, string, string[][], object?]>([
    ["one value", {}, A, [[A]]],
    ["a label", { format: "sha256={signature}" }, `sha256=${A}`, [[A]]],
    ["a label with a space", { format: "HMAC {signature}", encoding: "base64" }, `HMAC ${A64}`, [[A]]],
    ["a tail", { format: "<{signature}>" }, `<${A}>`, [[A]]],
    ["labelled elements in the written order", stripeLike, `t=${T},v1=${A}`, [[A]], { timestamp: T }],
    ["labelled elements in another order", stripeLike, `v1=${A},t=${T}`, [[A]], { timestamp: T }],
    ["unknown labels are ignored", stripeLike, `v0=${B},t=${T},x,v1=${A},v2=${B}`, [[A]], { timestamp: T }],
    ["several signatures", stripeLike, `t=${T},v1=${A},v1=${B}`, [[A], [B]], { timestamp: T }],
    ["an undecodable one beside another is skipped", stripeLike, `t=${T},v1=zz,v1=${B}`, [[B]], { timestamp: T }],
    ["one of another length beside another is skipped", stripeLike, `t=${T},v1=a1,v1=${B}`, [[B]], { timestamp: T }],
    ["unlabelled elements by position", positional, `${T};${A}`, [[A]], { timestamp: T }],
    ["the last unlabelled element repeats", positional, `${T};${A};${B}`, [[A], [B]], { timestamp: T }],
    [
      "key ids",
      keyed,
      `1/SHA256/${A},2/SHA256/${B}`,
      [
        [A, "1"],
        [B, "2"],
      ],
    ],
    [
      "key ids with another separator",
      { format: "{keyId}|{signature}", separator: "&" },
      `k|${A}&l|${B}`,
      [
        [A, "k"],
        [B, "l"],
      ],
    ],
    [
      "padding that looks like a label",
      { ...stripeLike, encoding: "base64" },
      `t=${T},v1=${A64}`,
      [[A]],
      { timestamp: T },
    ],
    [
      "a list with spaces",
      { format: "v1,{signature}", separator: " ", encoding: "base64" },
      `v1a,AA== v1,${A64}`,
      [[A]],
    ],
    [
      "a list with comma and space, where the format says so",
      { format: "v1={signature}", separator: ", " },
      `v1=${A}, v1=${B}`,
      [[A], [B]],
    ],
    ["hex in any case, where the format says so", { anyCaseHex: true }, A.toUpperCase(), [[A]]],
    ["base64url", { encoding: "base64url" }, A64.replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, ""), [[A]]],
    ["a header of 4096 characters", stripeLike, `t=${T},v1=${A},x=`.padEnd(4096, "x"), [[A]], { timestamp: T }],
    ["16 signatures", stripeLike, `t=${T}${`,v1=${A}`.repeat(16)}`, Array(16).fill([A]), { timestamp: T }],
    [
      "as many signatures as the scheme says",
      { ...stripeLike, maxCandidates: 2 },
      `t=${T},v1=${A},v1=${B}`,
      [[A], [B]],
      { timestamp: T },
    ],
  ])("%s", (_name, data, header, candidates, fields = {}) => {
    expect(readable(parse(data, header))).toEqual({ candidates, fields });
  });
});

describe("a header of another form is refused", () => {
  it.each<[string, Data, string, string?]>([
    ["an empty header", {}, "", "SIGNATURE_MISSING"],
    ["a label that is missing", { format: "sha256={signature}" }, A],
    ["another label", { format: "sha256={signature}" }, `sha1=${A}`],
    ["a label in upper case", { format: "sha256={signature}" }, `SHA256=${A}`],
    ["a label without a value", { format: "sha256={signature}" }, "sha256="],
    ["a label twice", { format: "sha256={signature}" }, `sha256=sha256=${A}`],
    ["a tail that is missing", { format: "<{signature}>" }, `<${A}`],
    ["something behind the tail", { format: "<{signature}>" }, `<${A}>x`],
    ["upper-case hex", {}, A.toUpperCase()],
    ["hex of one byte more", {}, `${A}00`],
    ["hex of one byte less", {}, A.slice(2)],
    ["hex of half a byte less", {}, A.slice(1)],
    ["base64url where base64 is written", { encoding: "base64" }, Buffer.alloc(32, 0xff).toString("base64url")],
    ["base64 where base64url is written", { encoding: "base64url" }, Buffer.alloc(32, 0xff).toString("base64")],
    ["no signature among the labels", stripeLike, `t=${T},v0=${A}`],
    ["only undecodable signatures", stripeLike, `t=${T},v1=zz,v1=yy`],
    ["an empty signature beside a good one", stripeLike, `t=${T},v1=,v1=${A}`],
    ["an empty element", stripeLike, `t=${T},,v1=${A}`],
    ["an empty element at the end", stripeLike, `t=${T},v1=${A},`],
    ["a field twice", stripeLike, `t=${T},t=${T},v1=${A}`],
    ["a field that is missing", stripeLike, `v1=${A}`, "TIMESTAMP_MISSING"],
    ["a field without a value", stripeLike, `t=,v1=${A}`],
    ["an unlabelled field without its signature", positional, T],
    ["a key id without a value", keyed, `/SHA256/${A}`],
    ["another name between key id and signature", keyed, `1/SHA1/${A}`],
    ["a space", stripeLike, `t=${T} ,v1=${A}`],
    ["a comma and a space, as of two headers", stripeLike, `t=${T},v1=${A}, t=${T},v1=${B}`, "SIGNATURE_DUPLICATED"],
    ["a tab", stripeLike, `t=${T},\tv1=${A}`],
    ["a letter beyond ASCII in an ignored element", stripeLike, `t=${T},v1=${A},x=\u00e9`],
    ["a control character in an ignored element", stripeLike, `t=${T},v1=${A},x=\u0000`],
    ["4097 characters", stripeLike, `t=${T},v1=${A},x=`.padEnd(4097, "x")],
    ["17 signatures", stripeLike, `t=${T}${`,v1=${A}`.repeat(17)}`],
    ["17 signatures, none of which can be decoded", stripeLike, `t=${T}${",v1=zz".repeat(17)}`],
    ["one signature more than the scheme says", { ...stripeLike, maxCandidates: 2 }, `t=${T}${`,v1=${A}`.repeat(3)}`],
  ])("%s", async (_name, data, header, code = "SIGNATURE_MALFORMED") => {
    expect(await codeOf(() => parse(data, header))).toBe(code);
  });
});

describe("several headers", () => {
  const data: Data = { header: ["x-primary", "X-Secondary"] };

  it("each of them counts, and both together", () => {
    expect(readable(parse(data, { "x-primary": A })).candidates).toEqual([[A]]);
    expect(readable(parse(data, { "x-secondary": B })).candidates).toEqual([[B]]);
    expect(readable(parse(data, { "x-primary": A, "x-secondary": B })).candidates).toEqual([[A], [B]]);
  });

  it("none of them is a missing signature, and one that is broken is not passed over", async () => {
    expect(await codeOf(() => parse(data, {}))).toBe("SIGNATURE_MISSING");
    expect(
      await codeOf(() => parse({ ...data, format: "v1={signature}" }, { "x-primary": `v1=${A}`, "x-secondary": A })),
    ).toBe("SIGNATURE_MALFORMED");
  });

  it("their signatures are counted together", async () => {
    const list = (count: number) => Array(count).fill(A).join(",");
    const both = { ...data, separator: "," };
    expect(parse(both, { "x-primary": list(8), "x-secondary": list(8) }).candidates).toHaveLength(16);
    expect(await codeOf(() => parse(both, { "x-primary": list(8), "x-secondary": list(9) }))).toBe(
      "SIGNATURE_MALFORMED",
    );
  });
});

describe("a signature that stands elsewhere", () => {
  it("is read from the query, decoded, and refused when it comes twice", async () => {
    const data: Data = { header: fromQuery("sig"), encoding: "base64" };
    const url = `https://acme.example/hook?a=1&sig=${encodeURIComponent(A64)}`;
    expect(readable(parse(data, {}, { url })).candidates).toEqual([[A]]);
    expect(readable(parse(data, {}, { url: new URL(url) })).candidates).toEqual([[A]]);
    for (const wrong of [`${url}&sig=x`, url.replace("sig", "Sig"), "/hook", undefined, url.replace("?", "#?")]) {
      expect(await codeOf(() => parse(data, {}, { url: wrong }))).toBe("SIGNATURE_MISSING");
    }
  });

  it("is read from a form, decoded, and refused when it comes twice", async () => {
    const data: Data = { header: fromForm("sig"), encoding: "base64" };
    const body = `a=1&sig=${encodeURIComponent(A64)}`;
    expect(schemeOf(data).looksInside).toBe("form");
    expect(readable(parse(data, {}, { body })).candidates).toEqual([[A]]);
    expect(await codeOf(() => parse(data, {}, { body: `${body}&sig=x` }))).toBe("SIGNATURE_MISSING");
  });

  it("is read from JSON by own properties only", async () => {
    const data: Data = { header: fromBody("auth.sig") };
    expect(schemeOf(data).looksInside).toBe("json");
    expect(readable(parse(data, {}, { body: `{"auth":{"sig":"${A}"}}` })).candidates).toEqual([[A]]);
    for (const body of ["{}", '{"auth":null}', '{"auth":"x"}', `{"auth":{"__proto__":{"sig":"${A}"}}}`, "[]", "1"]) {
      expect(await codeOf(() => parse(data, {}, { body })), body).toBe("SIGNATURE_MISSING");
    }
    expect(await codeOf(() => parse({ header: fromBody("constructor.name") }, {}, { body: "{}" }))).toBe(
      "SIGNATURE_MISSING",
    );
  });

  it.each([
    ["JSON that is none", fromBody("sig"), "{"],
    ["JSON that is no UTF-8", fromBody("sig"), new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d])],
    ["a form with an escape that is none", fromForm("sig"), "sig=%zz"],
    ["a form that is no UTF-8", fromForm("sig"), "sig=%ff"],
    ["JSON that is too long", fromBody("sig"), `{"sig":"${A}"}`.padEnd(256 * 1024 + 1)],
    ["a signature that is no text", fromBody("sig"), '{"sig":{"toString":1}}'],
    ["a signature that is a list", fromBody("sig"), `{"sig":["${A}"]}`],
  ])("%s is a malformed signature", async (_name, header, body) => {
    expect(await codeOf(() => parse({ header }, {}, { body }))).toBe("SIGNATURE_MALFORMED");
  });

  it("a body of 256 KiB is still read", () => {
    const body = `{"sig":"${A}"}`.padEnd(256 * 1024);
    expect(readable(parse({ header: fromBody("sig") }, {}, { body })).candidates).toEqual([[A]]);
  });
});
