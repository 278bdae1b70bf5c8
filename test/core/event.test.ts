import { createHash } from "node:crypto";
import { inspect } from "node:util";
import {
  fromBody,
  fromDigest,
  fromForm,
  fromHeader,
  fromQuery,
  type ProviderData,
  verify,
  WebhookError,
} from "hookonce";
import { describe, expect, it } from "vitest";
import { hexOf, providerOf, SECRET, schemeOf } from "../support/acme.js";
import { refusal } from "../support/refusal.js";

type Changes = Partial<ProviderData<string, object, string>>;

const accept = (
  changes: Changes,
  body: string | Uint8Array,
  more: { headers?: object; url?: string } = {},
  scheme = schemeOf(),
) => {
  const headers = { "x-signature": hexOf(body), ...more.headers };
  return verify(providerOf(scheme, changes), { ...more, headers, body } as never, { secret: SECRET });
};
const codeOf = (read: () => unknown) => {
  try {
    return read();
  } catch (error) {
    return error instanceof WebhookError ? error.code : error;
  }
};
const sha256 = (body: string | Uint8Array) => `sha256:${createHash("sha256").update(body).digest("base64url")}`;

describe("the id", () => {
  it.each<[string, Changes, string, string]>([
    ["text in the body", { eventId: fromBody("id") }, '{"id":"evt_1"}', "evt_1"],
    ["a number in the body", { eventId: fromBody("id") }, '{"id":7}', "7"],
    ["zero", { eventId: fromBody("id") }, '{"id":0}', "0"],
    ["a value further in", { eventId: fromBody("a.1.id") }, '{"a":[0,{"id":"x"}]}', "x"],
    ["a field of a form", { eventId: fromForm("id"), payload: "form" }, "a=1&id=%C3%A9+1", "é 1"],
    ["a form inside JSON", { eventId: fromBody("id"), payload: { jsonIn: "p" } }, "p=%7B%22id%22%3A%22x%22%7D", "x"],
    ["the first of two sources that is there", { eventId: [fromBody("a"), fromBody("b")] }, '{"b":"2"}', "2"],
    ["the first of two sources that are there", { eventId: [fromBody("a"), fromBody("b")] }, '{"b":"2","a":"1"}', "1"],
    ["a null is not there", { eventId: [fromBody("a"), fromBody("b")] }, '{"a":null,"b":"2"}', "2"],
    ["256 characters", { eventId: fromBody("id") }, `{"id":"${"x".repeat(256)}"}`, "x".repeat(256)],
  ])("%s", async (_name, changes, body, id) => {
    expect((await accept(changes, body)).id).toBe(id);
  });

  it("in a header and in a query", async () => {
    expect((await accept({ eventId: fromHeader("X-Id") }, "{}", { headers: { "x-id": "h1" } })).id).toBe("h1");
    expect((await accept({ eventId: fromQuery("id") }, "{}", { url: "/hook?id=q%201" })).id).toBe("q 1");
  });

  it.each<[string, string]>([
    ["missing", "{}"],
    ["null", '{"id":null}'],
    ["empty", '{"id":""}'],
    ["257 characters", `{"id":"${"x".repeat(257)}"}`],
    ["a control character", '{"id":"a\\nb"}'],
    ["an object", '{"id":{}}'],
    ["a list", '{"id":["evt_1"]}'],
    ["true", '{"id":true}'],
    ["a fraction", '{"id":1.5}'],
    ["a number that JSON cannot hold exactly", '{"id":9007199254740993}'],
    ["inherited", '{"__proto__":{"id":"evt_1"}}'],
  ])("%s is malformed when it is read, and not before", async (_name, body) => {
    const event = await accept({ eventId: fromBody("id") }, body);
    expect(codeOf(() => event.id)).toBe("EVENT_ID_MALFORMED");
    expect(event.provider).toBe("acme");
  });

  it("an inherited name is not followed", async () => {
    const event = await accept({ eventId: fromBody("constructor.name") }, "{}");
    expect(codeOf(() => event.id)).toBe("EVENT_ID_MALFORMED");
  });

  it("is the digest of the body where the provider has none, or none is there", async () => {
    const bytes = new Uint8Array([0xff, 0]);
    expect((await accept({}, bytes)).id).toBe(sha256(bytes));
    expect((await accept({ eventId: fromDigest() }, "{}")).id).toBe(sha256("{}"));
    const either = { eventId: [fromBody("id"), fromDigest()] };
    expect((await accept(either, "{}")).id).toBe(sha256("{}"));
    expect((await accept(either, '{"id":"evt_1"}')).id).toBe("evt_1");
  });
});

describe("the type", () => {
  it.each<[string, string, string]>([
    ["text", '{"type":"a.b"}', "a.b"],
    ["a number", '{"type":1}', "1"],
    ["missing", "{}", ""],
    ["an object", '{"type":{}}', ""],
    ["a list", '{"type":["a"]}', ""],
  ])("%s", async (_name, body, type) => {
    expect((await accept({ eventType: fromBody("type") }, body)).type).toBe(type);
  });

  it("in a header, and the first of several sources", async () => {
    const changes = { eventType: [fromHeader("x-type"), fromBody("type")] } as Changes;
    expect((await accept(changes, '{"type":"b"}', { headers: { "x-type": "h" } })).type).toBe("h");
    expect((await accept(changes, '{"type":"b"}')).type).toBe("b");
    expect((await accept({}, '{"type":"b"}')).type).toBe("");
  });
});

describe("the payload", () => {
  it.each<[string, Changes["payload"], string, unknown]>([
    ["json", undefined, '{"a":[1]}', { a: [1] }],
    ["json with a byte order mark", "json", '\ufeff{"a":1}', { a: 1 }],
    ["form", "form", "a=1&b=x+y&a=2&c", { a: ["1", "2"], b: "x y", c: "" }],
    [
      "a form with names that every object has",
      "form",
      "__proto__=1&constructor=2",
      Object.assign(Object.create(null), { ["__proto__"]: "1", constructor: "2" }),
    ],
    ["an empty form", "form", "", {}],
    ["text", "text", "é", "é"],
    ["JSON in a field", { jsonIn: "payload" }, "payload=%7B%22a%22%3A1%7D", { a: 1 }],
    ["JSON in a field, or itself", { jsonIn: "payload", orJson: true }, ' {"a":1}', { a: 1 }],
    ["form or JSON: an object", "form-or-json", '\n{"a":1}', { a: 1 }],
    ["form or JSON: a list", "form-or-json", "[1]", [1]],
    ["form or JSON: a form", "form-or-json", "a=1", { a: "1" }],
  ])("%s", async (_name, payload, body, expected) => {
    const event = await accept({ payload }, body);
    expect(JSON.stringify(event.payload)).toBe(JSON.stringify(expected));
  });

  it("bytes are the body itself", async () => {
    const body = new Uint8Array([0xff]);
    expect((await accept({ payload: "bytes" }, body)).payload).toBe(body);
  });

  it("is parsed once, and only when it is read", async () => {
    const event = await accept({}, '{"a":{}}');
    expect(event.payload).toBe(event.payload);
  });

  it.each<[string, Changes["payload"], string | Uint8Array]>([
    ["no JSON", "json", "{"],
    ["an empty body", "json", ""],
    ["JSON with two values", "json", "{}{}"],
    ["bytes that are no UTF-8", "json", new Uint8Array([0x22, 0xff, 0x22])],
    ["text that is no UTF-8", "text", new Uint8Array([0xff])],
    ["a form with an escape that is none", "form", "a=%zz"],
    ["a form that is no UTF-8", "form", "a=%ff"],
    ["a form without the field", { jsonIn: "payload" }, "a=1"],
    ["the field twice", { jsonIn: "payload" }, "payload=1&payload=2"],
    ["the field without JSON", { jsonIn: "payload" }, "payload=x"],
    ["JSON where a form is sent", { jsonIn: "payload" }, '{"a":1}'],
    ["a form where JSON is sent", "json", "a=1"],
    ["form or JSON: broken JSON", "form-or-json", "{a"],
  ])("%s: PAYLOAD_MALFORMED when it is read, and not before", async (_name, payload, body) => {
    const event = await accept({ payload }, body);
    const error = await refusal(() => event.payload);
    expect([error.code, error.status]).toEqual(["PAYLOAD_MALFORMED", 400]);
    expect(inspect(error, { showHidden: true })).not.toContain(`"${Buffer.from(body)}"`);
    expect(error.cause).toBeUndefined();
  });

  it("a form or query that cannot be read is malformed for an id or type that stands in it", async () => {
    const inForm = await accept({ eventId: fromForm("id"), eventType: fromForm("t"), payload: "form" }, "id=%ff");
    expect([codeOf(() => inForm.id), codeOf(() => inForm.type)]).toEqual(["PAYLOAD_MALFORMED", "PAYLOAD_MALFORMED"]);
    const inQuery = await accept({ eventId: fromQuery("id") }, "{}", { url: "/hook?id=%zz" });
    expect(codeOf(() => inQuery.id)).toMatch(/^(EVENT_ID|PAYLOAD)_MALFORMED$/);
  });

  it("that is broken does not hide what does not need it", async () => {
    const event = await accept({ eventId: fromHeader("x-id") }, "{", { headers: { "x-id": "1" } });
    expect([event.id, event.body.length, event.type]).toEqual(["1", 1, ""]);
    const inBody = await accept({ eventId: fromBody("id") }, "{");
    expect(codeOf(() => inBody.id)).toBe("PAYLOAD_MALFORMED");
  });
});

describe("what is signed", () => {
  const all = { id: true, type: true, timestamp: true, url: true, body: true };

  it("follows from the place of a value and from the template", async () => {
    const unsigned = { id: false, type: false, timestamp: false, url: false };
    const inHeaders = { eventId: fromHeader("X-Id"), eventType: fromHeader("x-type") };
    const headers = { "x-id": "1", "x-type": "t" };
    expect((await accept(inHeaders, "{}", { headers })).signed).toEqual({ ...unsigned, body: true });
    const inBody = { eventId: fromBody("id"), eventType: fromBody("type") };
    const event = await accept(inBody, '{"id":1,"type":"t"}');
    expect(event.signed).toEqual({ ...unsigned, body: true, id: true, type: true });
  });

  it("covers headers, query and timestamp where the template names them", async () => {
    const scheme = schemeOf({
      fields: { id: "X-Id", timestamp: "x-t" },
      signs: "{id}|{timestamp}|{header:x-type}|{url}|{body}",
    });
    const now = 1_700_000_000;
    const content = `1|${now}|t|/h?q=1|{}`;
    const headers = { "x-signature": hexOf(content), "x-id": "1", "x-t": String(now), "x-type": "t" };
    const places = [
      { eventId: fromHeader("x-id"), eventType: fromHeader("X-Type") },
      { eventId: fromQuery("q"), eventType: fromHeader("x-type") },
    ];
    for (const changes of places) {
      const provider = providerOf(scheme, changes);
      const options = { secret: SECRET, clock: () => now * 1000 };
      expect((await verify(provider, { headers, url: "/h?q=1", body: "{}" }, options)).signed).toEqual(all);
    }
  });

  it("single values of a body may be signed without the body", async () => {
    const body = '{"id":"evt_1","type":"t"}';
    const headers = { "x-signature": hexOf("evt_1") };
    const provider = providerOf(schemeOf({ signs: "{json:id}" }), {
      eventId: fromBody("id"),
      eventType: fromBody("type"),
    });
    const event = await verify(provider, { headers, body }, { secret: SECRET });
    expect(event.signed).toEqual({ id: true, type: false, timestamp: false, url: false, body: false });
    const changed = await verify(provider, { headers, body: body.replace('"t"', '"u"') }, { secret: SECRET });
    expect(changed.type).toBe("u");
  });

  it("a value that is not there is not signed; a digest is as good as the body", async () => {
    expect((await accept({ eventType: fromBody("type") }, "{}")).signed).toMatchObject({ id: true, type: false });
    const checksum = schemeOf({ signs: "{body|crc32}" });
    const event = await accept({}, "{}", { headers: { "x-signature": hexOf("2745614147") } }, checksum);
    expect(event.signed).toMatchObject({ id: false, body: false });
  });
});

describe("an event", () => {
  it("tells no body and no secret when it is printed", async () => {
    const event = await accept({ eventId: fromBody("id") }, '{"id":"evt_1","card":"4242-4242"}');
    for (const text of [inspect(event, { depth: 9, showHidden: true }), JSON.stringify(event), String(event)]) {
      expect(text).not.toMatch(/4242|evt_1/);
      expect(text).not.toContain(SECRET);
    }
  });

  it("reads a body that the caller changed afterwards as it is now: nothing was copied", async () => {
    const body = new TextEncoder().encode('{"a":1}');
    const event = await accept({}, body);
    body[5] = 0x32;
    expect(event.payload).toEqual({ a: 2 });
  });
});
