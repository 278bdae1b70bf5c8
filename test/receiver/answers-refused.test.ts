import { createReceiver, WebhookError } from "hookonce";
import { discord } from "hookonce/providers/discord";
import { github } from "hookonce/providers/github";
import { stripe } from "hookonce/providers/stripe";
import { twilio } from "hookonce/providers/twilio";
import { describe, expect, it, vi } from "vitest";
import {
  bytes,
  githubDelivery,
  onVirtualClock,
  refuse,
  SECRET,
  signStripe,
  spyHooks,
  stripeDelivery,
  stripeReceiver,
  textOf,
} from "./_support.js";

onVirtualClock();

const genuine = () => stripeDelivery();

describe("a delivery that cannot be read", () => {
  it("of another method: 405 with Allow, before the body is read", async () => {
    for (const method of ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "post", ""]) {
      const body = vi.fn();
      const { answer, error } = await refuse({ ...(await genuine()), method, body });
      expect(answer).toMatchObject({ status: 405, headers: { allow: "POST" }, body: "Method Not Allowed" });
      expect(error.code).toBe("METHOD_NOT_ALLOWED");
      expect(body).not.toHaveBeenCalled();
    }
  });

  it("too large by its Content-Length: 413, before the body is read", async () => {
    const body = vi.fn();
    const { headers } = await genuine();
    const { answer, error } = await refuse({ headers: { ...headers, "content-length": "1048577" }, body });
    expect(answer).toMatchObject({ status: 413, body: "Content Too Large" });
    expect(error.code).toBe("BODY_TOO_LARGE");
    expect(body).not.toHaveBeenCalled();
  });

  it("too large by one byte, whatever Content-Length says: 413; of the limit itself: read", async () => {
    for (const body of ["x".repeat(1024 * 1024 + 1), async () => new Uint8Array(1024 * 1024 + 1)]) {
      const { answer } = await refuse({ headers: { ...(await genuine()).headers, "content-length": "5" }, body });
      expect(answer.status).toBe(413);
    }
    expect((await refuse({ headers: {}, body: "x".repeat(1024 * 1024) })).answer.status).toBe(401);
    expect((await refuse({ headers: {}, body: "12345" }, { maxBodyBytes: 4 })).answer.status).toBe(413);
    expect((await refuse({ headers: {}, body: "ä12" }, { maxBodyBytes: 3 })).answer.status).toBe(413);
    expect((await refuse({ headers: {}, body: "1234" }, { maxBodyBytes: 4 })).answer.status).toBe(401);
  });

  it("that is refused by its header: before its body is read", async () => {
    const headers = (await genuine()).headers as Record<string, string>;
    const signature = headers["stripe-signature"] as string;
    const stale = signature.replace(/t=(\d+)/, (_all, seconds) => `t=${Number(seconds) - 301}`);
    const many = Array(17)
      .fill(`v1=${"0".repeat(64)}`)
      .join(",");
    for (const [value, code] of [
      [undefined, "SIGNATURE_MISSING"],
      [stale, "TIMESTAMP_TOO_OLD"],
      ["t=1,v1=zz", "SIGNATURE_MALFORMED"],
      [`${signature},${many}`, "SIGNATURE_MALFORMED"],
      [signature.padEnd(5000, ","), "SIGNATURE_MALFORMED"],
    ] as const) {
      const body = vi.fn();
      const { answer, error } = await refuse({ headers: { ...headers, "stripe-signature": value }, body });
      expect([answer.status, error.code]).toEqual([401, code]);
      expect(body).not.toHaveBeenCalled();
    }
  });

  it("that is refused by its header, where refusals are explained: the body is read, for the report", async () => {
    const explain = vi.fn();
    const body = vi.fn(async () => new TextEncoder().encode("{}"));
    const { error } = await refuse({ headers: {}, body }, { explain });
    expect(error.code).toBe("SIGNATURE_MISSING");
    expect(explain.mock.calls[0]?.[0].delivery.body).toHaveLength(2);
  });

  it("the reader of a body is told the limit", async () => {
    const body = vi.fn(async () => new Uint8Array());
    const { headers } = await genuine();
    await refuse({ headers, body }, { maxBodyBytes: 4321 });
    expect(body).toHaveBeenCalledExactlyOnceWith(4321, expect.anything());
  });

  it.each([
    ["BODY_TOO_LARGE", 413, "Content Too Large"],
    ["BODY_TIMEOUT", 408, "Request Timeout"],
    ["BODY_ABORTED", 400, "Bad Request"],
  ] as const)("whose reader says %s: %i", async (code, status, body) => {
    const read = () => Promise.reject(new WebhookError(code, "The reader says so."));
    const { headers } = await genuine();
    expect((await refuse({ headers, body: read })).answer).toMatchObject({ status, body });
  });

  it.each(["gzip", "br", "deflate", "gzip, identity", "x"])("with content-encoding %s: 415", async (encoding) => {
    const { answer, error } = await refuse({ headers: { "content-encoding": encoding }, body: "{}" });
    expect(answer).toMatchObject({ status: 415, body: "Unsupported Media Type" });
    expect(error.code).toBe("CONTENT_ENCODING_UNSUPPORTED");
  });

  it("with content-encoding identity is read", async () => {
    const { headers, body } = await genuine();
    const delivery = { headers: { ...headers, "content-encoding": "identity" }, body };
    expect((await stripeReceiver().receive(delivery)).status).toBe(200);
  });

  it("whose body a parser has taken: 500 that names the remedy, even without exposeReason", async () => {
    const read = () => Promise.reject(new WebhookError("BODY_ALREADY_READ", "Move webhook() before express.json()."));
    const { headers } = await genuine();
    const { answer } = await refuse({ headers, body: read });
    expect(answer.status).toBe(500);
    expect(JSON.parse(textOf(answer))).toMatchObject({
      code: "BODY_ALREADY_READ",
      message: "Move webhook() before express.json().",
    });
  });

  it.each([[{}], [{ id: "evt_1" }], [[1, 2]], [null], [undefined], [5]])(
    "whose body is %j: 500 BODY_NOT_BYTES",
    async (body) => {
      const { answer } = await refuse({ headers: {}, body: body as unknown as string });
      expect(answer.status).toBe(500);
      expect(JSON.parse(textOf(answer)).code).toBe("BODY_NOT_BYTES");
    },
  );
});

describe("a genuine delivery that does not fit", () => {
  const cases: [string, string | Uint8Array, string][] = [
    ["no JSON", "{", "PAYLOAD_MALFORMED"],
    ["bytes that are no UTF-8", new Uint8Array([0x7b, 0xff, 0x7d]), "PAYLOAD_MALFORMED"],
    ["no id", '{"type":"x"}', "EVENT_ID_MALFORMED"],
    ["an id that is no text", '{"id":{"a":1}}', "EVENT_ID_MALFORMED"],
    ["an empty id", '{"id":""}', "EVENT_ID_MALFORMED"],
    ["an id of 257 characters", JSON.stringify({ id: "x".repeat(257) }), "EVENT_ID_MALFORMED"],
    ["an id with a control character", '{"id":"a\\u0000"}', "EVENT_ID_MALFORMED"],
    ["an id with half a character", '{"id":"a\\ud800"}', "EVENT_ID_MALFORMED"],
    ["an id of a prototype", '{"__proto__":{"id":"evt_1"}}', "EVENT_ID_MALFORMED"],
  ];

  it.each(cases)("with %s: 400", async (_name, body, code) => {
    const { answer, error } = await refuse(await signStripe(typeof body === "string" ? bytes(body) : body));
    expect(answer).toMatchObject({ status: 400, body: "Bad Request" });
    expect(error.code).toBe(code);
  });

  it("is answered 400 too when the handler is the first to read its payload", async () => {
    const { hooks } = spyHooks();
    const receiver = createReceiver({ provider: github, secret: SECRET, ...hooks }, (event) => event.payload);
    expect((await receiver.receive(await githubDelivery('{"a":'))).status).toBe(400);
    expect((await receiver.receive(await githubDelivery('{"a":1}'))).status).toBe(200);
  });
});

describe("a credential that cannot be had", () => {
  it.each([
    [
      "throws",
      () => {
        throw new Error("vault is sealed");
      },
    ],
    ["rejects", () => Promise.reject(new Error("vault is sealed"))],
    ["gives undefined", () => undefined],
    ["gives a placeholder", () => "your_secret_here"],
  ])("because its function %s: 503 SECRET_UNAVAILABLE", async (_how, secret) => {
    const { hooks, told } = spyHooks();
    const receiver = createReceiver({ provider: stripe, secret, ...hooks }, () => {});
    const answer = await receiver.receive(await genuine());
    expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "5" }, body: "Service Unavailable" });
    expect(told.map(([name, { error }]) => [name, error.code])).toEqual([["onRejected", "SECRET_UNAVAILABLE"]]);
  });

  it("is KEY_UNAVAILABLE for a public key", async () => {
    const { hooks, told } = spyHooks();
    const publicKey = () => Promise.reject(new Error("no"));
    const receiver = createReceiver({ provider: discord, publicKey, ...hooks }, () => {});
    const headers = {
      "x-signature-ed25519": "0".repeat(128),
      "x-signature-timestamp": String(Math.floor(Date.now() / 1000)),
    };
    expect((await receiver.receive({ headers, body: "{}" })).status).toBe(503);
    expect(told[0]?.[1].error.code).toBe("KEY_UNAVAILABLE");
  });

  it("because every secret is past its notAfter: 503", async () => {
    const secret = { id: "old", value: SECRET, notAfter: new Date(Date.now() - 1) };
    const { hooks, told } = spyHooks();
    const answer = await createReceiver({ provider: stripe, secret, ...hooks }, () => {}).receive(await genuine());
    expect(answer.status).toBe(503);
    expect(told[0]?.[1].error.code).toBe("SECRET_UNAVAILABLE");
  });

  it("a set-up that lacks the public URL: 500, and the message stays with us", async () => {
    const { hooks, told } = spyHooks();
    const receiver = createReceiver({ provider: twilio, secret: SECRET, ...hooks }, () => {});
    const headers = { "x-twilio-signature": Buffer.alloc(20).toString("base64") };
    expect(await receiver.receive({ headers, body: "a=1" })).toMatchObject({
      status: 500,
      body: "Internal Server Error",
    });
    expect(told[0]?.[1].error.code).toBe("PUBLIC_URL_REQUIRED");
  });
});
