import { runInNewContext } from "node:vm";
import { verify } from "hookonce";
import { stripe } from "hookonce/providers/stripe";
import { describe, expect, it } from "vitest";
import { deliver, hexOf, providerOf, SECRET } from "../support/acme.js";
import { codeOf, refusal } from "../support/refusal.js";

const acme = providerOf();
const attempt = (headers: unknown, body: unknown) => verify(acme, { headers, body } as never, { secret: SECRET });
const withHeaders = (headers: unknown) => attempt(headers, "{}");
const GOOD = hexOf("{}");

describe("headers", () => {
  it.each<[string, () => unknown]>([
    ["a plain object", () => ({ "x-signature": GOOD })],
    ["names in another case", () => ({ "X-SIGNATURE": GOOD })],
    ["an array of one", () => ({ "x-signature": [GOOD] })],
    ["an object without prototype", () => Object.assign(Object.create(null), { "x-signature": GOOD })],
    ["a frozen object", () => Object.freeze({ "x-signature": GOOD })],
    ["undefined under another case", () => ({ "X-Signature": undefined, "x-signature": GOOD })],
    ["Headers", () => new Headers({ "x-signature": GOOD })],
    ["a Map", () => new Map([["x-signature", GOOD]])],
    ["rawHeaders", () => ["Host", "acme.example", "X-Signature", GOOD]],
    ["rawHeaders without a last value", () => ["X-Signature", GOOD, "X-Other"]],
    ["the Headers of another realm", () => ({ get: (name: string) => (name === "x-signature" ? GOOD : null) })],
    ["headers of HTTP/2", () => ({ ":method": "POST", ":path": "/", "x-signature": GOOD })],
    ["a header whose name is get", () => ({ get: "x", "x-signature": GOOD })],
  ])("%s", async (_name, headers) => {
    expect((await withHeaders(headers())).provider).toBe("acme");
  });

  it.each<[string, () => unknown, string]>([
    ["nothing", () => ({}), "SIGNATURE_MISSING"],
    ["an inherited header", () => Object.create({ "x-signature": GOOD }), "SIGNATURE_MISSING"],
    [
      "a header that is not enumerable",
      () => Object.defineProperty({}, "x-signature", { value: GOOD }),
      "SIGNATURE_MISSING",
    ],
    ["a value in place of a name", () => ["Host", "x-signature", GOOD, "x"], "SIGNATURE_MISSING"],
    ["a longer name", () => ({ "x-signature2": GOOD }), "SIGNATURE_MISSING"],
    ["a name with a space", () => ({ "x-signature ": GOOD }), "SIGNATURE_MISSING"],
    ["a name with an underscore", () => ({ x_signature: GOOD }), "SIGNATURE_MISSING"],
    ["a name with a letter that becomes s in lower case", () => ({ "x-\u017fignature": GOOD }), "SIGNATURE_MISSING"],
    ["an empty array", () => ({ "x-signature": [] }), "SIGNATURE_MISSING"],
    ["undefined", () => ({ "x-signature": undefined }), "SIGNATURE_MISSING"],
    ["no headers", () => undefined, "SIGNATURE_MALFORMED"],
    ["null", () => null, "SIGNATURE_MALFORMED"],
    ["a number as value", () => ({ "x-signature": 1 }), "SIGNATURE_MALFORMED"],
    ["a String object as value", () => ({ "x-signature": Object(GOOD) }), "SIGNATURE_MALFORMED"],
    ["bytes as value", () => ({ "x-signature": Buffer.from(GOOD) }), "SIGNATURE_MALFORMED"],
    ["an array of two", () => ({ "x-signature": [GOOD, GOOD] }), "SIGNATURE_DUPLICATED"],
    ["two spellings", () => ({ "x-signature": GOOD, "X-Signature": GOOD }), "SIGNATURE_DUPLICATED"],
    ["twice in rawHeaders", () => ["x-signature", GOOD, "X-SIGNATURE", GOOD], "SIGNATURE_DUPLICATED"],
  ])("%s: refused", async (_name, headers, code) => {
    expect(await codeOf(withHeaders(headers()))).toBe(code);
  });

  it("headers that throw give our own error", async () => {
    const headers = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new RangeError("no");
        },
      },
    );
    const error = await refusal(withHeaders(headers));
    expect([error.code, error.status]).toEqual(["SIGNATURE_MALFORMED", 401]);
  });
});

describe("bodies", () => {
  const bytes = new TextEncoder().encode("{}");

  it.each<[string, () => unknown]>([
    ["a text", () => "{}"],
    ["a Uint8Array", () => bytes],
    ["a Buffer", () => Buffer.from("{}")],
    ["an ArrayBuffer", () => bytes.slice().buffer],
    ["a DataView", () => new DataView(bytes.slice().buffer)],
    ["a view into a larger buffer", () => new TextEncoder().encode("-{}-").subarray(1, 3)],
    ["a DataView into a larger buffer", () => new DataView(new TextEncoder().encode("-{}-").buffer, 1, 2)],
    ["bytes of another realm", () => runInNewContext("new Uint8Array([0x7b, 0x7d])")],
    ["an ArrayBuffer of another realm", () => runInNewContext("new Uint8Array([0x7b, 0x7d]).buffer")],
  ])("%s is hashed as it is", async (_name, body) => {
    const event = await attempt({ "x-signature": GOOD }, body());
    expect([...event.body]).toEqual([0x7b, 0x7d]);
    expect(event.payload).toEqual({});
  });

  it("bytes are handed on as the same object, a text as its UTF-8", async () => {
    const body = Buffer.from("{}");
    expect((await attempt({ "x-signature": GOOD }, body)).body).toBe(body);
    const text = '{"a":"\u00e9\ud83d\ude00"}';
    expect(Buffer.from((await verify(acme, deliver(text), { secret: SECRET })).body).toString()).toBe(text);
  });

  it.each<[string, unknown]>([
    ["a parsed object", { id: "evt_1" }],
    ["a parsed list", [1]],
    ["an empty object", {}],
    ["null", null],
    ["undefined", undefined],
    ["a number", 5],
    ["true", true],
    ["a String object", Object("{}")],
    ["a Buffer as JSON", { type: "Buffer", data: [0x7b, 0x7d] }],
    ["a stream", new ReadableStream()],
    ["a Blob", new Blob(["{}"])],
    ["a promise", Promise.resolve("{}")],
    ["an object that pretends", { toString: () => "{}", [Symbol.toStringTag]: "Uint8Array", length: 2 }],
  ])("%s is not the bytes that were sent", async (_name, body) => {
    const error = await refusal(attempt({ "x-signature": GOOD }, body));
    expect([error.code, error.status]).toEqual(["BODY_NOT_BYTES", 500]);
    expect(error.message).not.toContain("evt_1");
  });

  it("an object that pretends to be an ArrayBuffer never verifies", async () => {
    const pretending = { [Symbol.toStringTag]: "ArrayBuffer", byteLength: 2 };
    expect((await refusal(attempt({ "x-signature": GOOD }, pretending))).status).toBeGreaterThanOrEqual(400);
  });

  it("a missing signature comes before a wrong body", async () => {
    expect(await codeOf(attempt({}, { id: 1 }))).toBe("SIGNATURE_MISSING");
  });

  it("an empty body that was signed is genuine", async () => {
    for (const body of ["", new Uint8Array(), new ArrayBuffer(0)]) {
      expect((await attempt({ "x-signature": hexOf("") }, body)).body).toHaveLength(0);
    }
  });
});

describe("a delivery", () => {
  it.each([undefined, null, 5, "x", [], {}])("that is none gives our own error: %j", async (delivery) => {
    const error = await refusal(verify(stripe, delivery as never, { secret: "whsec_5Jb1dQ0nYxkq2" }));
    expect(error.status).toBe(401);
  });
});
