import { defineProvider, fromBody, fromHeader, httpHmac, httpSignature, verify } from "hookonce";
import { adyen } from "hookonce/providers/adyen";
import { discord } from "hookonce/providers/discord";
import { fal } from "hookonce/providers/fal";
import { github } from "hookonce/providers/github";
import { mailgun } from "hookonce/providers/mailgun";
import { meta } from "hookonce/providers/meta";
import { pandadoc } from "hookonce/providers/pandadoc";
import { postmark } from "hookonce/providers/postmark";
import { saleor } from "hookonce/providers/saleor";
import { slackCommands } from "hookonce/providers/slack-commands";
import { slackInteractivity } from "hookonce/providers/slack-interactivity";
import { stripe } from "hookonce/providers/stripe";
import { telnyx } from "hookonce/providers/telnyx";
import { wise } from "hookonce/providers/wise";
import { type SignedDelivery, signDelivery, signHandshake, testPublicKey } from "hookonce/testing";
import { describe, expect, it } from "vitest";
import { generateSigningKey } from "../../src/crypto/signing-key.js";
import { providerOf } from "../support/acme.js";
import { codeOf, refusal } from "../support/refusal.js";

const secret = "trial-7Jb1dQ0nYxkq2";
const NOW = 1_767_225_600_000;
const clock = () => NOW;
const textOf = ({ body }: SignedDelivery) => new TextDecoder().decode(body);

describe("the payload", () => {
  it("an object becomes JSON with id and type where Stripe has them, and stays as it was", async () => {
    const payload = { data: { object: {} } };
    const delivery = await signDelivery(stripe, { secret, id: "evt_1", type: "invoice.paid", payload });
    expect(JSON.parse(textOf(delivery))).toEqual({ data: { object: {} }, id: "evt_1", type: "invoice.paid" });
    expect(payload).toEqual({ data: { object: {} } });
    expect(delivery.headers["content-type"]).toBe("application/json");
  });

  it("an id and a type that the payload has are left alone", async () => {
    const payload = { id: "evt_own", type: "own" };
    const delivery = await signDelivery(stripe, { secret, id: "evt_1", type: "invoice.paid", payload });
    expect(JSON.parse(textOf(delivery))).toEqual(payload);
  });

  it("without an id each delivery is a new event", async () => {
    const ids = await Promise.all(
      [1, 2].map(async () => JSON.parse(textOf(await signDelivery(stripe, { secret }))).id),
    );
    expect(new Set(ids).size).toBe(2);
  });

  it.each([
    ["text", ' {"id":"evt_1"}\n'],
    ["bytes", new Uint8Array([123, 34, 255, 125])],
    ["an ArrayBuffer", new Uint8Array([1, 2]).buffer],
  ])("%s is sent as it is", async (_what, payload) => {
    const { body } = await signDelivery(stripe, { secret, payload });
    const expected = typeof payload === "string" ? new TextEncoder().encode(payload) : new Uint8Array(payload);
    expect([...body]).toEqual([...expected]);
  });

  it("text that has the id is taken with the option, other text is not", async () => {
    const sign = (payload: string) => signDelivery(stripe, { secret, id: "evt_1", payload });
    expect(textOf(await sign('{"id":"evt_2"}'))).toBe('{"id":"evt_2"}');
    const error = await refusal(sign("{}"));
    expect([error.code, error.message]).toEqual(["OPTION_INVALID", expect.stringContaining("put the id into it")]);
  });

  it("a form is written where the provider sends one", async () => {
    const payload = { text: "a b&c=ü", list: ["1", "2"] };
    const delivery = await signDelivery(slackCommands, { secret, type: "/go", id: "1.2", payload });
    expect(textOf(delivery)).toBe("text=a%20b%26c%3D%C3%BC&list=1&list=2&trigger_id=1.2&command=%2Fgo");
    expect(delivery.headers["content-type"]).toBe("application/x-www-form-urlencoded");
  });

  it("JSON inside a form is written where the provider sends that", async () => {
    const delivery = await signDelivery(slackInteractivity, {
      secret,
      type: "view_submission",
      id: "1.2",
      payload: { a: 1 },
    });
    const { payload } = Object.fromEntries(new URLSearchParams(textOf(delivery)));
    expect(JSON.parse(payload as string)).toEqual({ a: 1, type: "view_submission", trigger_id: "1.2" });
  });

  it("where the signature stands inside the body, text is refused and an object gets it", async () => {
    const delivery = await signDelivery(mailgun, { secret, payload: { "event-data": { event: "opened" } } });
    expect(JSON.parse(textOf(delivery)).signature.signature).toMatch(/^[0-9a-f]{64}$/);
    expect(await codeOf(signDelivery(mailgun, { secret, payload: "{}" }))).toBe("OPTION_INVALID");
  });

  it("each item of a batch gets its signature", async () => {
    const item = (pspReference: string) => ({ NotificationRequestItem: { pspReference, eventCode: "AUTHORISATION" } });
    const payload = { live: "false", notificationItems: [item("a"), item("b")] };
    const key = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056";
    const delivery = await signDelivery(adyen, { secret: key, payload });
    expect((await verify(adyen, delivery, { secret: key })).items).toHaveLength(2);
  });
});

describe("what the provider has no place for", () => {
  it.each([
    ["id", { id: "x" }, /gives its events no id/],
    ["type", { type: "x" }, /gives its events no type/],
  ])("an %s is refused", async (_what, options, message) => {
    const bare = providerOf();
    const error = await refusal(signDelivery(bare, { secret, ...options } as never));
    expect([error.code, error.message]).toEqual(["OPTION_INVALID", expect.stringMatching(message)]);
  });

  it("an id where a list stands in its way is refused", async () => {
    const error = await refusal(signDelivery(stripe, { secret, id: "evt_1", payload: [] }));
    expect(error.code).toBe("OPTION_INVALID");
  });
});

describe("the request", () => {
  it("headers, method and URL are the user's, and the request is a new one each time", async () => {
    const url = "https://shop.example/hooks";
    const delivery = await signDelivery(stripe, { secret, url, headers: { "X-Trace": "1" } });
    expect([delivery.method, delivery.url, delivery.headers["x-trace"]]).toEqual(["POST", url, "1"]);
    expect(await delivery.request.text()).toBe(await delivery.request.text());
    expect(delivery.request.headers.get("x-trace")).toBe("1");
  });

  it("a signature in the query is put behind the user's own", async () => {
    const delivery = await signDelivery(pandadoc, { secret, url: "https://shop.example/hooks?a=1" });
    expect(delivery.url).toMatch(/^https:\/\/shop\.example\/hooks\?a=1&signature=[0-9a-f]{64}$/);
  });

  it("the timestamp is the one asked for, and the user's own header goes before it", async () => {
    const { headers } = await signDelivery(stripe, { secret, timestamp: NOW });
    expect(headers["stripe-signature"]).toMatch(/^t=1767225600,v1=[0-9a-f]{64}$/);
    const own = await signDelivery(telnyx, { timestamp: NOW, headers: { "Telnyx-Timestamp": "1767225601" } });
    const event = await verify(telnyx, own, { publicKey: own.publicKey as string, clock });
    expect(event.timestampMs).toBe(NOW + 1000);
    expect(await codeOf(signDelivery(stripe, { secret, timestamp: Number.NaN }))).toBe("OPTION_INVALID");
  });
});

describe("credentials", () => {
  it("are judged as the verifier judges them", async () => {
    expect(await codeOf(signDelivery(stripe, { secret: undefined }))).toBe("SECRET_MISSING");
    expect(await codeOf(signDelivery(stripe, { secret: "sk_test_1" }))).toBe("SECRET_WRONG_KIND");
    expect(await codeOf(signDelivery(stripe, {} as never))).toBe("SECRET_MISSING");
    expect(await codeOf(signDelivery(postmark, { username: "a:b", password: "c" }))).toBe("SECRET_MISSING");
    expect(await codeOf(signDelivery(stripe, { publicKey: "x" } as never))).toBe("CREDENTIAL_MISMATCH");
  });

  it("of several secrets the first signs", async () => {
    const delivery = await signDelivery(stripe, { secret: [undefined, { id: "new", value: secret }, "old-secret-1"] });
    expect((await verify(stripe, delivery, { secret: [{ id: "one", value: secret }] })).secretId).toBe("one");
  });

  it.each([
    ["raw-hex", discord, /^[0-9a-f]{64}$/],
    ["raw-base64", telnyx, /^[\w+/]{43}=$/],
    ["spki", wise, /^MIIBIjAN/],
    ["PEM", saleor, /^-----BEGIN PUBLIC KEY-----\n/],
  ] as const)("the public key comes as the provider writes it: %s", async (_form, provider, pattern) => {
    expect(await testPublicKey(provider)).toMatch(pattern);
    expect(await testPublicKey(provider)).toBe(await testPublicKey(provider));
    expect(await testPublicKey(provider, "other")).not.toBe(await testPublicKey(provider));
  });

  it("there is none where a secret signs", async () => {
    expect(await codeOf(testPublicKey(stripe))).toBe("SCHEME_CANNOT_SIGN");
    expect((await signDelivery(stripe, { secret })).publicKey).toBeUndefined();
  });

  it("a scheme of one's own with code of its own is refused by name", async () => {
    const { scheme } = providerOf();
    const own = providerOf({ ...scheme, kind: "acme-kind", data: undefined });
    const error = await refusal(signDelivery(own, { secret }));
    expect([error.code, error.message]).toEqual(["SCHEME_CANNOT_SIGN", expect.stringContaining("acme-kind")]);
  });
});

describe("providers of one's own", () => {
  const acme = (scheme: unknown): any =>
    defineProvider({
      ...{ id: "acme", name: "Acme", docs: "https://acme.example/docs", checked: "2026-11" },
      scheme: scheme as never,
      eventId: fromHeader("acme-id"),
      eventType: fromBody("type"),
    });

  it("HTTP Message Signatures with a secret, a tag, and further components", async () => {
    const requires = ["@method", "@target-uri", "content-digest", "content-type", "acme-id"];
    const provider = acme(httpHmac({ requires, tag: "acme" }));
    const delivery = await signDelivery(provider, { secret, id: "1", type: "a", timestamp: NOW });
    const event = await verify(provider, delivery, { secret, clock } as never);
    expect([event.id, event.type, event.signed.id]).toEqual(["1", "a", true]);
    const forged = await signDelivery(provider, { secret, timestamp: NOW, id: "1", forge: true });
    expect(await codeOf(verify(provider, forged, { secret, clock } as never))).toBe("SIGNATURE_MISMATCH");
  });

  it.each(["ed25519", "ecdsa-p256-sha256", "ecdsa-p384-sha384", "rsa-v1_5-sha256", "rsa-pss-sha512"] as const)(
    "HTTP Message Signatures with %s",
    async (algorithm) => {
      const provider = acme(httpSignature({ algorithm }));
      const delivery = await signDelivery(provider, { id: "1", timestamp: NOW });
      const { publicKey } = delivery;
      expect((await verify(provider, delivery, { publicKey, clock } as never)).id).toBe("1");
      const other = await signDelivery(provider, { id: "1", timestamp: NOW, keyName: "other" });
      expect(await codeOf(verify(provider, other, { publicKey, clock } as never))).toBe("SIGNATURE_MISMATCH");
    },
  );
});

describe("signHandshake", () => {
  it("without the token that it needs, or of a provider that has none, it is refused", async () => {
    expect(await codeOf(signHandshake(meta, {}))).toBe("OPTION_INVALID");
    expect(await codeOf(signHandshake(stripe, { secret }))).toBe("OPTION_INVALID");
    expect(await codeOf(signHandshake(meta, { verifyToken: "t", index: 1 }))).toBe("OPTION_INVALID");
  });

  it("a GET has no body", async () => {
    const { method, url, request } = await signHandshake(meta, { verifyToken: "my token", challenge: "42" });
    expect(method).toBe("GET");
    expect([...new URL(url).searchParams]).toEqual([
      ["hub.mode", "subscribe"],
      ["hub.verify_token", "my token"],
      ["hub.challenge", "42"],
    ]);
    expect(await request.text()).toBe("");
  });
});

describe("github", () => {
  it("keeps its type in a header, and has no id", async () => {
    const delivery = await signDelivery(github, { secret, type: "push" });
    expect((await verify(github, delivery, { secret })).type).toBe("push");
    expect(await codeOf(signDelivery(github, { secret, id: "1" }))).toBe("OPTION_INVALID");
  });
});

describe("fal", () => {
  it("names its recipient in a header, whatever the body is", async () => {
    const publicKey = await testPublicKey(fal);
    for (const payload of [{ request_id: "1" }, '{"request_id":"1"}', new TextEncoder().encode('{"request_id":"1"}')]) {
      const delivery = await signDelivery(fal, { userId: "user_1", payload });
      expect((await verify(fal, delivery, { publicKey, userId: "user_1" })).id).toBe("1");
      expect(await codeOf(verify(fal, delivery, { publicKey, userId: "user_2" }))).toBe("SIGNATURE_MISMATCH");
    }
  });
});

describe("generateSigningKey", () => {
  it("ECDSA gives r‖s of the curve's size, over all parts", async () => {
    for (const [algorithm, hash, size] of [
      ["ECDSA", "sha256", 64],
      ["ECDSA-P384", "sha384", 96],
      ["ECDSA-P521", "sha512", 132],
    ] as const) {
      const key = await generateSigningKey(algorithm, hash);
      expect(await key.sign(["a", new Uint8Array([1])])).toHaveLength(size);
    }
  });
});
