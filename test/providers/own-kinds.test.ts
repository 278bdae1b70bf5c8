import { createHash, createHmac } from "node:crypto";
import { computeSignature, verify } from "hookonce";
import { adyen } from "hookonce/providers/adyen";
import { braintree } from "hookonce/providers/braintree";
import { coinbaseCdp } from "hookonce/providers/coinbase-cdp";
import { contentful } from "hookonce/providers/contentful";
import { dropboxSign } from "hookonce/providers/dropbox-sign";
import { mandrill } from "hookonce/providers/mandrill";
import { microsoftGraph } from "hookonce/providers/microsoft-graph";
import { nowpayments } from "hookonce/providers/nowpayments";
import { payos } from "hookonce/providers/payos";
import { plivo } from "hookonce/providers/plivo";
import { describe, expect, it } from "vitest";
import { multipartField } from "../../src/core/multipart.js";
import { codeOf } from "../support/refusal.js";

// Schemes that a template cannot say: each has its rules here, beside the vectors of the provider's own code.

const NOW = 1_764_000_000;
const clock = () => NOW * 1000;
const SECRET = "s3cret-0123456789-abcdef";
const hex = (hash: string, text: string, key = SECRET) => createHmac(hash, key).update(text).digest("hex");
const base64 = (hash: string, text: string, key: string | Buffer = SECRET) =>
  createHmac(hash, key).update(text).digest("base64");

describe("contentful", () => {
  const LIST = "x-contentful-signed-headers,x-contentful-timestamp,x-contentful-topic";
  const url = "https://example.com/hook/a b?x=1&y=/z";
  const path = encodeURI(`/hook/a b?${encodeURIComponent("x=1&y=/z")}`);

  function deliver(list = LIST, time = NOW * 1000, extra: Record<string, string> = {}) {
    const headers: Record<string, string> = {
      "x-contentful-signed-headers": list,
      "x-contentful-timestamp": String(time),
      "x-contentful-topic": "ContentManagement.Entry.publish",
      ...extra,
    };
    const lines = list.split(",").map((name) => `${name}:${headers[name] ?? ""}`);
    const signature = hex("sha256", `POST\n${path}\n${lines.join(";")}\n{}`);
    const all: Record<string, string> = { ...headers, "x-contentful-signature": signature };
    return { method: "POST", url, headers: all, body: "{}" };
  }
  const run = (delivery: Parameters<typeof verify>[1]) => verify(contentful, delivery, { secret: SECRET, clock });

  it("path and query are escaped as Contentful does, before they are signed", async () => {
    const event = await run(deliver());
    expect([event.type, event.timestampMs]).toEqual(["ContentManagement.Entry.publish", NOW * 1000]);
  });

  it("the order in which headers are listed does not count, each listed one does", async () => {
    const delivery = deliver();
    const shuffled = LIST.split(",").reverse().join(",");
    expect(
      await codeOf(run({ ...delivery, headers: { ...delivery.headers, "x-contentful-signed-headers": shuffled } })),
    ).toBe("SIGNATURE_MISMATCH");
    const { "x-contentful-topic": _topic, ...rest } = delivery.headers;
    expect(await codeOf(run({ ...delivery, headers: rest }))).toBe("SIGNATURE_MALFORMED");
  });

  it.each([
    ["without the timestamp", "x-contentful-signed-headers,x-contentful-topic"],
    ["without itself", "x-contentful-timestamp,x-contentful-topic"],
    ["too long", `${LIST},${"x,".repeat(64)}x`],
  ])("a list %s is refused although it is signed", async (_what, list) => {
    expect(await codeOf(run(deliver(list)))).toBe("SIGNATURE_MALFORMED");
  });

  it("a delivery a second past the tolerance is refused", async () => {
    expect(await codeOf(run(deliver(LIST, NOW * 1000 - 31_000)))).toBe("TIMESTAMP_TOO_OLD");
    expect(await codeOf(run(deliver(LIST, NOW * 1000 + 31_000)))).toBe("TIMESTAMP_TOO_NEW");
  });

  it("without a URL it says what to set", async () => {
    expect(await codeOf(run({ ...deliver(), url: undefined }))).toBe("PUBLIC_URL_REQUIRED");
  });
});

describe("coinbase-cdp (hook0)", () => {
  const head = { "x-event-id": "evt_1", "x-event-type": "wallet.activity" };
  const sign = (values: string, h = "x-event-id x-event-type", body = "{}") =>
    hex("sha256", `${NOW}.${h}.${values}.${body}`);
  const deliver = (signature: string, headers: Record<string, string> = head, body = "{}") => ({
    headers: { ...headers, "x-hook0-signature": signature },
    body,
  });
  const run = (delivery: Parameters<typeof verify>[1]) => verify(coinbaseCdp, delivery, { secret: SECRET, clock });
  const right = `t=${NOW},h=x-event-id x-event-type,v1=${sign("evt_1.wallet.activity")}`;

  it("is accepted, in any order of its parts, and does not call a header signed", async () => {
    expect((await run(deliver(right))).signed).toMatchObject({ id: false, body: true, timestamp: true });
    const parts = right.split(",").reverse().join(",");
    expect((await run(deliver(parts))).id).toBe("evt_1");
  });

  it("a listed header that is left out is refused, so that its value cannot hide in another", async () => {
    const moved = deliver(right, { "x-event-id": "evt_1.wallet.activity" });
    expect(await codeOf(run(moved))).toBe("SIGNATURE_MALFORMED");
  });

  it.each([
    ["", "SIGNATURE_MISSING"],
    [`t=${NOW},h=x-event-id,v1=${"0".repeat(63)}`, "SIGNATURE_MALFORMED"],
    [`t=${NOW},t=${NOW},h=x-event-id,v1=${"0".repeat(64)}`, "SIGNATURE_MALFORMED"],
    [`t=${NOW},h=,v1=${"0".repeat(64)}`, "SIGNATURE_MALFORMED"],
    [`t=${NOW},v0=${hex("sha256", `${NOW}.{}`)}`, "SIGNATURE_MALFORMED"],
    [`h=x-event-id,v1=${"0".repeat(64)}`, "TIMESTAMP_MISSING"],
    [`t=1e9,h=x-event-id,v1=${"0".repeat(64)}`, "TIMESTAMP_MALFORMED"],
    [`t=${NOW - 301},h=x-event-id,v1=${"0".repeat(64)}`, "TIMESTAMP_TOO_OLD"],
    [`t=${NOW},h=x-event-id,v1=${"0".repeat(64)}`, "SIGNATURE_MISMATCH"],
    [`t=${NOW},h=${"x ".repeat(3000)}x,v1=${"0".repeat(64)}`, "SIGNATURE_MALFORMED"],
  ])("%j: %s", async (signature, code) => {
    expect(await codeOf(run(deliver(signature)))).toBe(code);
  });
});

describe("plivo", () => {
  const url = "https://example.com/voice?b=2&a=1";
  const run = (delivery: Parameters<typeof verify>[1], options = {}) =>
    verify(plivo, delivery, { secret: SECRET, clock, ...options });
  const deliver = (signedText: string, body: string, at = url) => ({
    url: at,
    headers: { "x-plivo-signature-v3": base64("sha256", signedText), "x-plivo-signature-v3-nonce": "n1" },
    body,
  });

  it.each([
    ["query and form", url, "To=2&From=1", "https://example.com/voice?a=1&b=2.From1To2.n1"],
    ["a form alone", "https://example.com/voice", "To=2&From=1", "https://example.com/voice?From1To2.n1"],
    ["neither", "https://example.com/voice", "", "https://example.com/voice.n1"],
  ])("%s", async (_what, at, body, text) => {
    expect((await run(deliver(text, body, at))).provider).toBe("plivo");
  });

  it("another nonce, field or query is refused", async () => {
    const delivery = deliver("https://example.com/voice?a=1&b=2.From1To2.n1", "To=2&From=1");
    const nonce = { ...delivery.headers, "x-plivo-signature-v3-nonce": "n2" };
    expect(await codeOf(run({ ...delivery, headers: nonce }))).toBe("SIGNATURE_MISMATCH");
    expect(await codeOf(run({ ...delivery, body: "To=3&From=1" }))).toBe("SIGNATURE_MISMATCH");
    expect(await codeOf(run({ ...delivery, url: `${url}&c=3` }))).toBe("SIGNATURE_MISMATCH");
    expect(await codeOf(run({ ...delivery, body: "%ff" }))).toBe("SIGNATURE_MALFORMED");
    expect(await codeOf(run({ ...delivery, url: "/voice" }))).toBe("PUBLIC_URL_REQUIRED");
  });
});

describe("nowpayments and payos (sorted JSON)", () => {
  const body = '{"payment_status":"finished","fee":{"b":1,"a":[{"z":1,"y":"ä/"}]},"payment_id":7}';
  const text = '{"fee":{"a":[{"y":"ä/","z":1}],"b":1},"payment_id":7,"payment_status":"finished"}';
  const run = (given: string, signature = hex("sha512", text)) =>
    verify(nowpayments, { headers: { "x-nowpayments-sig": signature }, body: given }, { secret: SECRET, clock });

  it("keys are sorted at every depth; their order and white space do not count, values do", async () => {
    const event = await run(body);
    expect([event.type, event.signed.body]).toEqual(["finished", true]);
    expect((await run(text)).id).toBe(event.id);
    expect((await run(` ${body.replace(",", " , ")}`)).id).toBe(event.id);
    expect(await codeOf(run(body.replace(":7", ":8")))).toBe("SIGNATURE_MISMATCH");
  });

  it.each(["", "{", "[".repeat(100_000), `${'{"a":'.repeat(200)}1${"}".repeat(200)}`, "\u{feff}{}"])(
    "what cannot be sorted is refused: %#",
    async (given) => {
      expect(await codeOf(run(given))).toBe("SIGNATURE_MALFORMED");
    },
  );

  it("a member called __proto__ is a member like any other", async () => {
    const odd = '{"__proto__":{"x":1},"a":1}';
    expect((await run(odd, hex("sha512", odd))).provider).toBe("nowpayments");
    expect(await codeOf(run('{"a":1}', hex("sha512", odd)))).toBe("SIGNATURE_MISMATCH");
  });

  it("payos signs the members of data, and the event says that the rest is not signed", async () => {
    const signature = hex("sha256", "amount=3000&code=00&desc=&orderCode=1");
    const given = { code: "01", data: { orderCode: 1, desc: null, code: "00", amount: 3000 }, signature };
    const deliver = (value: object) =>
      verify(payos, { headers: {}, body: JSON.stringify(value) }, { secret: SECRET, clock });
    const event = await deliver(given);
    expect([event.type, event.signed.body]).toEqual(["00", false]);
    expect(await codeOf(deliver({ ...given, data: { ...given.data, amount: 1 } }))).toBe("SIGNATURE_MISMATCH");
    expect(await codeOf(deliver({ ...given, data: [] }))).toBe("SIGNATURE_MALFORMED");
    expect(await codeOf(deliver({ ...given, signature: undefined }))).toBe("SIGNATURE_MISSING");
  });
});

describe("adyen", () => {
  const KEY = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056";
  const item = (over: Record<string, unknown> = {}, key = KEY) => {
    const values: Record<string, unknown> = {
      pspReference: "7914073381342284",
      merchantAccountCode: "Shop",
      merchantReference: "order-1",
      amount: { value: 1130, currency: "EUR" },
      eventCode: "AUTHORISATION",
      success: "true",
      ...over,
    };
    const { value, currency } = values.amount as { value: number; currency: string };
    const text = [
      values.pspReference,
      values.originalReference ?? "",
      values.merchantAccountCode,
      values.merchantReference,
      value,
      currency,
      values.eventCode,
      values.success,
    ].join(":");
    const hmacSignature = base64("sha256", text, Buffer.from(key, "hex"));
    return { NotificationRequestItem: { ...values, additionalData: { hmacSignature } } };
  };
  const run = (items: unknown, secret: string | string[] = KEY) =>
    verify(adyen, { headers: {}, body: JSON.stringify({ notificationItems: items }) }, { secret, clock });

  it("every item has to match, and items may be signed with different keys while one is rolled", async () => {
    const other = "A".repeat(64);
    expect((await run([item(), item({ pspReference: "2" })])).signed.body).toBe(false);
    expect(await codeOf(run([item(), item({ pspReference: "2" }, other)]))).toBe("SIGNATURE_MISMATCH");
    expect((await run([item(), item({ pspReference: "2" }, other)], [KEY, other])).provider).toBe("adyen");
  });

  it("a reference with colons is accepted, values that could be taken for others are not", async () => {
    expect((await run([item({ merchantReference: "a:b:1:EUR" })])).provider).toBe("adyen");
    for (const over of [
      { pspReference: "1:2" },
      { amount: { value: "1:5", currency: "EUR" } },
      { amount: { value: 1, currency: "EUR:X" } },
      { eventCode: "A:B" },
      { success: "maybe" },
    ]) {
      expect(await codeOf(run([item(over)])), JSON.stringify(over)).toBe("SIGNATURE_MALFORMED");
    }
  });

  it("what is not signed does not make another event", async () => {
    const later = item();
    Object.assign(later.NotificationRequestItem, { eventDate: "2026-01-01", reason: "x" });
    expect((await run([later])).id).toBe((await run([item()])).id);
  });

  it.each([[[]], [undefined], ["x"], [{}], [[{}]], [[null]], [Array(1001).fill(item())]])(
    "no items, no event: %#",
    async (items) => {
      expect((await codeOf(run(items))) as string).toMatch(/^SIGNATURE_(MALFORMED|MISSING)$/);
    },
  );
});

describe("braintree", () => {
  const key = createHash("sha1").update(SECRET).digest();
  const payload = `${Buffer.from("<notification><kind>check</kind></notification>").toString("base64")}\n`;
  const sign = (text: string) => createHmac("sha1", key).update(text).digest("hex");
  const run = (signature: string, given = payload, options: object = { publicKey: "pub_1" }) =>
    verify(
      braintree,
      { headers: {}, body: new URLSearchParams({ bt_signature: signature, bt_payload: given }).toString() },
      { secret: SECRET, clock, ...options } as never,
    );

  it("the XML is the payload, with and without the last line break", async () => {
    expect((await run(`old|${"0".repeat(40)}&pub_1|${sign(payload)}`)).payload).toContain("<kind>check</kind>");
    expect((await run(`pub_1|${sign(payload)}`, payload.trim())).provider).toBe("braintree");
  });

  it.each([
    ["another public key", `pub_2|${sign(payload)}`, payload, "SIGNATURE_MALFORMED"],
    ["another payload", `pub_1|${sign("x")}`, payload, "SIGNATURE_MISMATCH"],
    ["a payload with other characters", `pub_1|${sign("<a>")}`, "<a>", "SIGNATURE_MALFORMED"],
    ["no signature", "", payload, "SIGNATURE_MISSING"],
    [
      "too many signatures",
      Array(17)
        .fill(`pub_1|${sign(payload)}`)
        .join("&"),
      payload,
      "SIGNATURE_MALFORMED",
    ],
  ])("%s is refused", async (_what, signature, given, code) => {
    expect(await codeOf(run(signature, given))).toBe(code);
  });

  it("a doubled field is refused", async () => {
    const body = `bt_signature=a&bt_signature=b&bt_payload=x`;
    const options = { secret: SECRET, publicKey: "pub_1", clock };
    expect(await codeOf(verify(braintree, { headers: {}, body }, options))).toBe("SIGNATURE_DUPLICATED");
  });

  it("without a public key nothing is built", async () => {
    expect(await codeOf(run("x", payload, {}))).toBe("OPTION_INVALID");
  });
});

describe("dropbox-sign", () => {
  const boundary = "----b1";
  const event = (over: object = {}) => ({
    event_time: "1764000000",
    event_type: "signature_request_signed",
    event_hash: hex("sha256", "1764000000signature_request_signed"),
    ...over,
  });
  const part = (name: string, text: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;
  const run = (...parts: string[]) =>
    verify(
      dropboxSign,
      {
        headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
        body: `${parts.join("")}--${boundary}--\r\n`,
      },
      { secret: SECRET, clock },
    );

  it("the field json is the payload", async () => {
    const found = await run(part("other", "x"), part("json", JSON.stringify({ event: event() })));
    expect(found).toMatchObject({ type: "signature_request_signed", payload: { event: event() } });
    expect(found.signed).toMatchObject({ type: true, body: false });
  });

  it.each([
    ["no such field", [part("other", "x")], "SIGNATURE_MISSING"],
    ["the field twice", [part("json", "{}"), part("json", "{}")], "SIGNATURE_MISSING"],
    ["no JSON", [part("json", "{")], "SIGNATURE_MALFORMED"],
    ["another type", [part("json", JSON.stringify({ event: event({ event_type: "x" }) }))], "SIGNATURE_MISMATCH"],
    ["no hash", [part("json", JSON.stringify({ event: event({ event_hash: "" }) }))], "SIGNATURE_MISSING"],
    [
      "a time with letters",
      [part("json", JSON.stringify({ event: event({ event_time: "1a" }) }))],
      "SIGNATURE_MALFORMED",
    ],
  ])("%s is refused", async (_what, parts, code) => {
    expect(await codeOf(run(...parts))).toBe(code);
  });

  it("multipart bodies of another shape hold nothing", () => {
    const bytes = (text: string) => new TextEncoder().encode(text);
    const type = { "content-type": `multipart/form-data; boundary="${boundary}"` };
    expect(multipartField(type, bytes(`${part("json", "{}")}--${boundary}--`), "json")).toEqual(bytes("{}"));
    for (const body of ["", "--", part("json", "{}"), `--${boundary}\r\n\r\n--${boundary}--`, "x".repeat(100_000)]) {
      expect(multipartField(type, bytes(body), "json")).toBeUndefined();
    }
    for (const headers of [{}, { "content-type": "multipart/form-data" }, { "content-type": "application/json" }]) {
      expect(multipartField(headers, bytes(`${part("json", "{}")}--${boundary}--`), "json")).toBeUndefined();
    }
  });
});

describe("microsoft-graph (a token in each item)", () => {
  const run = (value: unknown) =>
    verify(microsoftGraph, { headers: {}, body: JSON.stringify({ value }) }, { secret: SECRET, clock });

  it("all items have to bring the token", async () => {
    expect((await run([{ clientState: SECRET }, { clientState: SECRET }])).signed.body).toBe(false);
    expect(await codeOf(run([{ clientState: SECRET }, {}]))).toBe("SIGNATURE_MISSING");
    expect(await codeOf(run([{ clientState: SECRET }, { clientState: "x" }]))).toBe("SIGNATURE_MALFORMED");
    expect(await codeOf(run([{ clientState: `${SECRET}x` }]))).toBe("SIGNATURE_MISMATCH");
    expect(await codeOf(run([{ clientState: 1 }]))).toBe("SIGNATURE_MALFORMED");
    expect(await codeOf(run("x"))).toBe("SIGNATURE_MISSING");
  });
});

it("mandrill: what compute gives is what is accepted", async () => {
  const url = "https://example.com/m";
  const body = `mandrill_events=${encodeURIComponent('[{"event":"open"}]')}`;
  const bytes = await computeSignature(mandrill.scheme, SECRET, { url, body });
  const headers = { "x-mandrill-signature": Buffer.from(bytes).toString("base64") };
  expect((await verify(mandrill, { url, headers, body }, { secret: SECRET, clock })).payload).toEqual([
    { event: "open" },
  ]);
});
