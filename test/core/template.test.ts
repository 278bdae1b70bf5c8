import { createHash } from "node:crypto";
import { computeSignature, type Delivery, type HashSchemeData, verify } from "hookonce";
import { describe, expect, it } from "vitest";
import { hexOf, providerOf, SECRET, schemeOf } from "../support/acme.js";
import { codeOf } from "../support/refusal.js";

type Data = Partial<HashSchemeData>;

const T = "1700000000";
const URL_ = "https://acme.example/hooks/a%2Fb?data.id=7%208&x=1#end";
const fieldsOf = { timestamp: "x-timestamp", id: "x-id" };
const clock = () => Number(T) * 1000;

/** Whether a delivery is accepted whose signature node:crypto made over this text. */
async function signed(data: Data, content: string | Uint8Array, delivery: Partial<Delivery> = {}) {
  const headers = { "x-timestamp": T, "x-id": "msg", ...delivery.headers, "x-signature": hexOf(content) };
  return verify(providerOf(schemeOf(data)), { body: "", ...delivery, headers }, { secret: SECRET, clock });
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const ESCAPES = 'q"\\\n\u2028é😀';

describe("a template signs just this text", () => {
  it.each<[string, Data, Partial<Delivery>, string]>([
    ["{body}", {}, { body: "{}" }, "{}"],
    ["text alone", { signs: "fixed" }, { body: "{}" }, "fixed"],
    ["{timestamp}.{body}", { fields: fieldsOf, signs: "{timestamp}.{body}" }, { body: "{}" }, `${T}.{}`],
    ["v0:{timestamp}:{body}", { fields: fieldsOf, signs: "v0:{timestamp}:{body}" }, { body: "{}" }, `v0:${T}:{}`],
    ["{timestamp}{body}{id}", { fields: fieldsOf, signs: "{timestamp}{body}{id}" }, { body: "{}" }, `${T}{}msg`],
    ["the method, as it came", { signs: "{method} {body}" }, { method: "PUT", body: "x" }, "PUT x"],
    ["the method, POST when it is left out", { signs: "{method} {body}" }, { body: "x" }, "POST x"],
    ["the URL, as it came", { signs: "{url}\n{body}" }, { url: URL_, body: "x" }, `${URL_}\nx`],
    ["the URL, as a URL", { signs: "{url}" }, { url: new URL("https://acme.example") }, "https://acme.example/"],
    ["the path, as it came", { signs: "{path}\n{body}" }, { url: URL_, body: "x" }, "/hooks/a%2Fb\nx"],
    ["the path of an origin", { signs: "{path}" }, { url: "https://acme.example" }, "/"],
    ["the path of an origin with a query", { signs: "{path}" }, { url: "https://acme.example?a=/b" }, "/"],
    ["the path of a path", { signs: "{path}" }, { url: "/hooks?a=1" }, "/hooks"],
    ["a header in any case", { signs: "{header:X-Kind}|{body}" }, { headers: { "X-KIND": "a b" }, body: "x" }, "a b|x"],
    ["a query parameter, decoded", { signs: "{query:data.id}" }, { url: URL_ }, "7 8"],
    ["a form field, decoded", { signs: "{form:a}" }, { body: "b=1&a=%C3%A9+x" }, "é x"],
    ["JSON text", { signs: "{json:data.id}" }, { body: '{"data":{"id":"7\\u00e9"}}' }, "7é"],
    ["JSON in a list", { signs: "{json:list.1.id}" }, { body: '{"list":[{},{"id":"x"}]}' }, "x"],
    ["a JSON number", { signs: "{json:n}" }, { body: '{"n":1050}' }, "1050"],
    ["the JSON number zero", { signs: "{json:n}" }, { body: '{"n":0}' }, "0"],
    ["a JSON boolean", { signs: "{json:ok}" }, { body: '{"ok":false}' }, "false"],
    ["an empty JSON text", { signs: "<{json:s}>" }, { body: '{"s":""}' }, "<>"],
    ["the SHA-256 of the body", { signs: "{body|sha256}" }, { body: "{}" }, sha256("{}")],
    [
      "the SHA-256 of a text",
      { fields: { id: "x-id" }, signs: "{id|sha256}.{body}" },
      { body: "x" },
      `${sha256("msg")}.x`,
    ],
    ["the CRC-32 of the body", { signs: "{body|crc32}" }, { body: "123456789" }, "3421780262"],
    ["a CRC-32 that is signed as a number without sign", { signs: "{body|crc32}" }, { body: "" }, "0"],
    ["the body as JSON text", { signs: "{body|json}" }, { body: ESCAPES }, JSON.stringify(ESCAPES)],
    ["the body in lower case", { signs: "{body|lower}" }, { body: "ABC É" }, "abc é"],
    ["filters in their order", { signs: "{body|lower|sha256}" }, { body: "ABC" }, sha256("abc")],
    ["filters in another order", { signs: "{body|sha256|json}" }, { body: "ABC" }, `"${sha256("ABC")}"`],
    ["{{ for a brace", { signs: "{{{body}" }, { body: "x" }, "{x"],
    ["a closing brace for itself", { signs: '{{"Body":{body|json}}' }, { body: "x" }, '{"Body":"x"}'],
    ["brackets with their value", { signs: "[id:{query:x};]{body}" }, { url: URL_, body: "b" }, "id:1;b"],
    ["brackets without their value", { signs: "[id:{query:y};]{body}" }, { url: URL_, body: "b" }, "b"],
    ["brackets that lack one of two values", { signs: "[{query:x}{query:y};]{body}" }, { url: URL_, body: "b" }, "b"],
    ["two brackets", { signs: "[a{query:y}][b{query:x}]{body}" }, { url: URL_, body: "b" }, "b1b"],
    ["brackets around an empty value", { signs: "[id:{query:e};]{body}" }, { url: "/?e=", body: "b" }, "id:;b"],
  ])("%s", async (_name, data, delivery, content) => {
    expect((await signed(data, content, delivery)).provider).toBe("acme");
    expect(await codeOf(signed(data, `${content} `, delivery))).toBe("SIGNATURE_MISMATCH");
  });

  it("bytes that are no UTF-8 are signed as they are", async () => {
    const body = new Uint8Array([0xff, 0, 0xc0, 0x80]);
    const content = Buffer.concat([Buffer.from(`${T}.`), body]);
    const data = { fields: fieldsOf, signs: "{timestamp}.{body}" };
    expect((await signed(data, content, { body })).body).toBe(body);
    expect(await codeOf(signed(data, `${T}.${Buffer.from(body)}`, { body }))).toBe("SIGNATURE_MISMATCH");
  });

  it("what looks like a pattern in a value is text", async () => {
    const body = "$& $$ $1 {timestamp} {{ [x] $`";
    expect((await signed({ fields: { id: "x-id" }, signs: "{id}.{body}" }, `msg.${body}`, { body })).provider).toBe(
      "acme",
    );
  });

  it("a byte order mark is part of the body, whatever filter it goes through", async () => {
    const body = "\ufeff{}";
    for (const [filter, lost] of [
      ["", "{}"],
      ["|json", '"{}"'],
      ["|lower", "{}"],
    ] as const) {
      const attempt = signed({ signs: `{body${filter}}` }, lost, { body });
      expect(await codeOf(attempt), filter).toBe("SIGNATURE_MISMATCH");
    }
  });
});

describe("several templates", () => {
  const data = { signs: ["{body}", "{url}{body}"] };

  it("any of them counts", async () => {
    expect((await signed(data, "x", { url: "/h", body: "x" })).provider).toBe("acme");
    expect((await signed(data, "/hx", { url: "/h", body: "x" })).provider).toBe("acme");
    expect(await codeOf(signed(data, "x/h", { url: "/h", body: "x" }))).toBe("SIGNATURE_MISMATCH");
  });

  it("what one of them leaves out is not covered", async () => {
    expect(schemeOf(data).covers).toMatchObject({ body: true, url: false });
    expect((await signed(data, "/hx", { url: "/h", body: "x" })).signed).toMatchObject({ body: true, url: false });
  });

  it("the first of them is the one that is computed", async () => {
    const bytes = await computeSignature(schemeOf(data), SECRET, { body: "x", url: "/h" });
    expect(Buffer.from(bytes).toString("hex")).toBe(hexOf("x"));
  });
});

describe("what a signature covers follows from the template", () => {
  it.each<[string, object]>([
    ["{body}", { body: true, url: false, method: false, fields: ["body"] }],
    ["{method}{url}", { body: false, url: true, method: true }],
    ["[{body}]{method}", { body: false, method: true }],
    ["{body|crc32}{method}", { body: false, method: true }],
    ["{body|sha256}", { body: true }],
    ["{path}{body}", { body: true, url: false }],
  ])("%s", (signs, covers) => {
    const { fields: _fields, ...expected } = covers as Record<string, unknown>;
    expect(schemeOf({ signs }).covers).toMatchObject(expected);
  });

  it("fields are covered under their names and their places", () => {
    const { fields } = schemeOf({ fields: { id: "X-Id" }, signs: "{id}{header:X-Kind}{json:a}{body}" }).covers;
    expect(fields).toEqual(expect.arrayContaining(["id", "header:x-id", "header:x-kind", "json:a"]));
  });
});

describe("what is missing or unreadable", () => {
  it.each<[string, string, Partial<Delivery>]>([
    ["a header that is signed", "{header:x-kind}{body}", {}],
    ["a query parameter that is signed", "{query:q}{body}", { url: "/hook" }],
    ["a query parameter that comes twice", "{query:q}{body}", { url: "/hook?q=1&q=1" }],
    ["a query with an escape that is none", "{query:q}{body}", { url: "/hook?q=%" }],
    ["a form field that is signed", "{form:f}", { body: "g=1" }],
    ["a form field that comes twice", "{form:f}", { body: "f=1&f=1" }],
    ["a form that is no UTF-8", "{form:f}", { body: "f=%ff" }],
    ["a JSON value that is signed", "{json:a.b}", { body: '{"a":{}}' }],
    ["a JSON value that is null", "{json:a}", { body: '{"a":null}' }],
    ["a JSON value that is an object", "{json:a}", { body: '{"a":{}}' }],
    ["a JSON value that is inherited", "{json:a.constructor}", { body: '{"a":{}}' }],
    ["a JSON value under __proto__", "{json:a.b}", { body: '{"a":{"__proto__":{"b":1}}}' }],
    ["a body that is no JSON", "{json:a}", { body: "a=1" }],
    ["a body that is no text, for the filter json", "{body|json}", { body: new Uint8Array([0xff]) }],
    ["a body that is no text, for the filter lower", "{body|lower}", { body: new Uint8Array([0xff]) }],
  ])("%s: SIGNATURE_MALFORMED", async (_name, signs, delivery) => {
    expect(await codeOf(signed({ signs }, "", delivery))).toBe("SIGNATURE_MALFORMED");
  });

  it("a header that is signed and came twice", async () => {
    const delivery = { headers: { "x-kind": ["a", "a"] } } as never;
    expect(await codeOf(signed({ signs: "{header:x-kind}" }, "a", delivery))).toBe("SIGNATURE_DUPLICATED");
  });

  it.each(["{url}", "{path}"])("%s without a URL is our own fault", async (signs) => {
    expect(await codeOf(signed({ signs }, ""))).toBe("PUBLIC_URL_REQUIRED");
  });

  it.each(["{json:a}", "{form:a}"])("%s reads up to 256 KiB before the signature holds", async (signs) => {
    const body = signs === "{json:a}" ? '{"a":1}' : "a=1&b=";
    expect((await signed({ signs }, "1", { body: body.padEnd(256 * 1024) })).provider).toBe("acme");
    expect(await codeOf(signed({ signs }, "1", { body: body.padEnd(256 * 1024 + 1) }))).toBe("SIGNATURE_MALFORMED");
  });
});

describe("publicUrl", () => {
  it("gives origin and path; the query is the one of the request", async () => {
    const content = "https://public.example/hooks?a=1|x";
    const options = { secret: SECRET, publicUrl: "https://public.example/hooks" };
    const delivery = { headers: { "x-signature": hexOf(content) }, body: "x" };
    const provider = providerOf(schemeOf({ signs: "{url}|{body}" }));
    for (const url of ["/internal?a=1", "http://10.0.0.1:3000/hooks?a=1#x"]) {
      expect((await verify(provider, { ...delivery, url }, options)).provider).toBe("acme");
    }
    for (const url of ["/internal?a=2", "/internal", undefined, "/internal#?a=1"]) {
      expect(await codeOf(verify(provider, { ...delivery, url }, options))).toBe("SIGNATURE_MISMATCH");
    }
  });
});
