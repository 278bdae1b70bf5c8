import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import {
  type AnyProvider,
  createReceiver,
  defineProvider,
  fromBody,
  fromHeader,
  fromQuery,
  type Handshake,
  hmac,
  type IncomingDelivery,
} from "hookonce";
import { asana } from "hookonce/providers/asana";
import { cloudevents } from "hookonce/providers/cloudevents";
import { discordEvents } from "hookonce/providers/discord-events";
import { dropbox } from "hookonce/providers/dropbox";
import { front } from "hookonce/providers/front";
import { linkedin } from "hookonce/providers/linkedin";
import { meta } from "hookonce/providers/meta";
import { microsoftGraph } from "hookonce/providers/microsoft-graph";
import { okta } from "hookonce/providers/okta";
import { ringcentral } from "hookonce/providers/ringcentral";
import { surveymonkey } from "hookonce/providers/surveymonkey";
import { trello } from "hookonce/providers/trello";
import { twitch } from "hookonce/providers/twitch";
import { websub } from "hookonce/providers/websub";
import { woocommerce } from "hookonce/providers/woocommerce";
import { x } from "hookonce/providers/x";
import { zoom } from "hookonce/providers/zoom";
import { describe, expect, it, vi } from "vitest";
import { handshakes } from "../../src/core/handshakes.js";
import { onVirtualClock, SECRET, spyHooks, spyStore } from "./_support.js";

onVirtualClock();

const TOKEN = "my-own-verify-token";
const HOOK = "https://example.com/hook";
const NOSNIFF = { "x-content-type-options": "nosniff", "cache-control": "no-store" };
const TEXT = { ...NOSNIFF, "content-type": "text/plain; charset=utf-8" };
const JSON_TYPE = { ...NOSNIFF, "content-type": "application/json" };

const mac = (text: string, encoding: "hex" | "base64", secret = SECRET) =>
  createHmac("sha256", secret).update(text).digest(encoding);
const seconds = () => Math.floor(Date.now() / 1000);

/** A provider that is not shipped, around the scheme of most. */
const providerOf = (...list: Handshake[]) =>
  defineProvider({
    id: "acme",
    name: "Acme",
    docs: "https://acme.example/docs",
    checked: "2026-11",
    scheme: hmac({ hash: "sha256", header: "x-signature", format: "{signature}", encoding: "hex", signs: "{body}" }),
    handshakes: list,
  });

const monday = providerOf({
  method: "POST",
  has: fromBody("challenge"),
  check: "none",
  json: { challenge: fromBody("challenge") },
});
const strava = providerOf({
  method: "GET",
  equals: [fromQuery("hub.mode"), "subscribe"],
  check: "verifyToken",
  verifyToken: fromQuery("hub.verify_token"),
  json: { "hub.challenge": fromQuery("hub.challenge") },
});
const eventGrid = providerOf({
  method: "POST",
  equals: [fromHeader("aeg-event-type"), "SubscriptionValidation"],
  check: "none",
  json: { validationResponse: fromBody("0.data.validationCode") },
});
const notion = providerOf({ method: "POST", has: fromBody("verification_token"), check: "none" });

function open(provider: AnyProvider, options: object = {}) {
  const handler = vi.fn();
  const spy = spyStore();
  const { hooks, told } = spyHooks();
  const greeted: Record<string, unknown>[] = [];
  const onHandshake = (info: object) => void greeted.push({ ...info });
  const asks = provider.handshakes?.some(({ check }) => check === "verifyToken");
  const credential = provider.scheme.credential === "publicKey" ? { publicKey: "ab".repeat(32) } : { secret: SECRET };
  const all = { provider, ...credential, store: spy.store, ...hooks, onHandshake, ...(asks && { verifyToken: TOKEN }) };
  const receiver = createReceiver({ ...all, ...options } as never, handler);
  const rejected = () => told.filter(([name]) => name === "onRejected").map(([, { error }]) => error);
  return { receiver, handler, spy, told, greeted, rejected };
}

const get = (query: string, headers = {}, method = "GET"): IncomingDelivery => ({
  method,
  url: HOOK + query,
  headers,
  body: () => Promise.reject(new Error("The body of a handshake without one was read.")),
});
const post = (body: string, headers = {}, query = ""): IncomingDelivery => ({
  method: "POST",
  url: HOOK + query,
  headers,
  body,
});

const zoomed = (body: string, secret = SECRET) =>
  post(body, {
    "x-zm-request-timestamp": String(seconds()),
    "x-zm-signature": `v0=${mac(`v0:${seconds()}:${body}`, "hex", secret)}`,
  });
const twitched = (body: string, secret = SECRET) => {
  const timestamp = new Date().toISOString();
  return post(body, {
    "twitch-eventsub-message-type": "webhook_callback_verification",
    "twitch-eventsub-message-id": "e76c6bd4",
    "twitch-eventsub-message-timestamp": timestamp,
    "twitch-eventsub-message-signature": `sha256=${mac(`e76c6bd4${timestamp}${body}`, "hex", secret)}`,
  });
};
const fronted = (body: string, challenge: string, secret = SECRET) =>
  post(body, {
    "x-front-challenge": challenge,
    "x-front-request-timestamp": String(Date.now()),
    "x-front-signature": mac(`${Date.now()}:${body}`, "base64", secret),
  });
const ZOOM = '{"event":"endpoint.url_validation","event_ts":1,"payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"}}';

/** Each kind: what comes, what goes back, and what the hook learns. */
const KINDS: [name: string, AnyProvider, () => IncomingDelivery, status: number, object, body: unknown, object][] = [
  [
    "Meta, GET with a token",
    meta,
    () => get(`?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${TOKEN}`),
    200,
    TEXT,
    "1158201444",
    { method: "GET", check: "verifyToken", values: { "hub.mode": "subscribe", "hub.challenge": "1158201444" } },
  ],
  [
    "Strava, GET with a token, JSON",
    strava,
    () => get(`?hub.verify_token=${TOKEN}&hub.challenge=15f7d1a91c1f40f8a748fd134752feb3&hub.mode=subscribe`),
    200,
    JSON_TYPE,
    '{"hub.challenge":"15f7d1a91c1f40f8a748fd134752feb3"}',
    { check: "verifyToken" },
  ],
  [
    "WebSub, GET whose topic is the token",
    websub,
    () => get(`?hub.mode=subscribe&hub.topic=${TOKEN}&hub.challenge=bw5YBuhrk5vxFy9g&hub.lease_seconds=864000`),
    200,
    TEXT,
    "bw5YBuhrk5vxFy9g",
    { values: { "hub.challenge": "bw5YBuhrk5vxFy9g" } },
  ],
  [
    "Dropbox, GET with a challenge",
    dropbox,
    () => get("?challenge=s%2Bm_e~1"),
    200,
    TEXT,
    "s+m_e~1",
    { method: "GET", check: "none", values: { challenge: "s+m_e~1" } },
  ],
  [
    "X, GET answered with an HMAC in base64",
    x,
    () => get("?crc_token=foo&nonce=1"),
    200,
    JSON_TYPE,
    `{"response_token":"sha256=${mac("foo", "base64")}"}`,
    { check: "none", values: { crc_token: "foo" } },
  ],
  [
    "LinkedIn, GET answered with an HMAC in hex",
    linkedin,
    () => get("?challengeCode=890e4665-4dfe-4ab1-b689-ed553bceeed0&applicationId=1"),
    200,
    JSON_TYPE,
    `{"challengeCode":"890e4665-4dfe-4ab1-b689-ed553bceeed0","challengeResponse":"${mac("890e4665-4dfe-4ab1-b689-ed553bceeed0", "hex")}"}`,
    { values: { challengeCode: "890e4665-4dfe-4ab1-b689-ed553bceeed0" } },
  ],
  [
    "Okta, GET with a header",
    okta,
    () => get("", { "X-Okta-Verification-Challenge": "abc123" }),
    200,
    JSON_TYPE,
    '{"verification":"abc123"}',
    { values: { "x-okta-verification-challenge": "abc123" } },
  ],
  ["Trello, HEAD", trello, () => get("", {}, "HEAD"), 200, NOSNIFF, undefined, { method: "HEAD", values: {} }],
  ["SurveyMonkey, HEAD", surveymonkey, () => get("", {}, "HEAD"), 200, NOSNIFF, undefined, { method: "HEAD" }],
  [
    "CloudEvents, OPTIONS",
    cloudevents,
    () => get("", { "WebHook-Request-Origin": "eventemitter.example.com", "WebHook-Request-Rate": "120" }, "OPTIONS"),
    200,
    { ...NOSNIFF, allow: "POST", "webhook-allowed-origin": "eventemitter.example.com", "webhook-allowed-rate": "*" },
    undefined,
    { method: "OPTIONS", values: { "webhook-request-origin": "eventemitter.example.com" } },
  ],
  [
    "Asana, POST with a secret in a header",
    asana,
    () => post("{}", { "X-Hook-Secret": "b537207f20cbfa02357cf448134da559" }),
    200,
    { ...NOSNIFF, "x-hook-secret": "b537207f20cbfa02357cf448134da559" },
    undefined,
    { method: "POST", check: "none", values: { "x-hook-secret": "b537207f20cbfa02357cf448134da559" } },
  ],
  [
    "RingCentral, POST without a body",
    ringcentral,
    () => post("", { "Validation-Token": "15ade32f" }),
    200,
    { ...NOSNIFF, "validation-token": "15ade32f", "content-type": "application/json" },
    undefined,
    { values: { "validation-token": "15ade32f" } },
  ],
  [
    "RingCentral, when it brings the token of a delivery as well",
    ringcentral,
    () => post("", { "Validation-Token": "15ade32f", "Verification-Token": SECRET }),
    200,
    { "validation-token": "15ade32f" },
    undefined,
    { values: { "validation-token": "15ade32f" } },
  ],
  [
    "Microsoft Graph, POST with a query and no body",
    microsoftGraph,
    () => post("", { "content-type": "text/plain" }, "?validationToken=Validation%3a+Testing+client%3A%201"),
    200,
    TEXT,
    "Validation: Testing client: 1",
    { values: { validationToken: "Validation: Testing client: 1" } },
  ],
  [
    "Azure Event Grid, POST with a list of one",
    eventGrid,
    () => post('[{"data":{"validationCode":"512d38b6"}}]', { "aeg-event-type": "SubscriptionValidation" }),
    200,
    JSON_TYPE,
    '{"validationResponse":"512d38b6"}',
    { values: { "aeg-event-type": "SubscriptionValidation", "0.data.validationCode": "512d38b6" } },
  ],
  [
    "monday.com and Miro, POST with a challenge",
    monday,
    () => post('{"challenge":"3eZbrw1aBm2rZgRNFdxV"}'),
    200,
    JSON_TYPE,
    '{"challenge":"3eZbrw1aBm2rZgRNFdxV"}',
    { check: "none", values: { challenge: "3eZbrw1aBm2rZgRNFdxV" } },
  ],
  [
    "Notion, POST with a token to keep",
    notion,
    () => post('{"verification_token":"secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl"}'),
    200,
    NOSNIFF,
    undefined,
    { values: { verification_token: "secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl" } },
  ],
  ["WooCommerce, a form as ping", woocommerce, () => post("webhook_id=5"), 200, NOSNIFF, undefined, { check: "none" }],
  [
    "Zoom, signed, answered with an HMAC",
    zoom,
    () => zoomed(ZOOM),
    200,
    JSON_TYPE,
    `{"plainToken":"qgg8vlvZRS6UYooatFL8Aw","encryptedToken":"${mac("qgg8vlvZRS6UYooatFL8Aw", "hex")}"}`,
    { method: "POST", check: "signature" },
  ],
  [
    "Twitch, signed, known by a header",
    twitch,
    () => twitched('{"challenge":"pogchamp-kappa-360noscope-vohiyo","subscription":{}}'),
    200,
    TEXT,
    "pogchamp-kappa-360noscope-vohiyo",
    { check: "signature", values: { challenge: "pogchamp-kappa-360noscope-vohiyo" } },
  ],
  [
    "Front, signed, challenge in a header",
    front,
    () => fronted('{"type":"sync","authorization":{"id":"cmp_1"}}', "f00ba5"),
    200,
    JSON_TYPE,
    '{"challenge":"f00ba5"}',
    { check: "signature" },
  ],
];

describe("a handshake is answered; neither handler nor store sees it", () => {
  it.each(KINDS)("%s", async (_name, provider, request, status, headers, body, info) => {
    const { receiver, handler, spy, told, greeted } = open(provider);
    // A replay is answered as well: nothing is kept of it.
    for (let i = 1; i <= 2; i++) {
      const answer = await receiver.receive(request());
      expect(answer).toMatchObject({ status, headers });
      expect(answer.body).toBe(body);
      expect(greeted).toHaveLength(i);
    }
    expect(greeted[0]).toMatchObject({ provider: provider.id, endpoint: "default", status, ...info });
    expect([handler.mock.calls, spy.calls, told]).toEqual([[], [], []]);
  });

  it("what the hook learns holds no token of ours and nothing that was computed", async () => {
    for (const [, provider, request] of KINDS) {
      const { receiver, greeted } = open(provider);
      await receiver.receive(request());
      const text = JSON.stringify(greeted);
      expect([text.includes(TOKEN), text.includes(SECRET)]).toEqual([false, false]);
      for (const encoding of ["hex", "base64"] as const) expect(text).not.toContain(mac("foo", encoding));
    }
  });
});

describe("a method that is no handshake of the provider", () => {
  it.each<[AnyProvider, string, string, string]>([
    [meta, "GET", "", "POST, GET"],
    [meta, "GET", "?hub.mode=unsubscribe", "POST, GET"],
    [meta, "HEAD", "?hub.mode=subscribe", "POST, GET"],
    [meta, "OPTIONS", "?hub.mode=subscribe", "POST, GET"],
    [meta, "PUT", "?hub.mode=subscribe", "POST, GET"],
    [meta, "get", "?hub.mode=subscribe", "POST, GET"],
    [trello, "GET", "", "POST, HEAD"],
    [cloudevents, "OPTIONS", "", "POST, OPTIONS"],
    [zoom, "GET", "", "POST"],
  ])("%o %s %s: 405", async (provider, method, query, allow) => {
    const { receiver, handler, rejected, greeted } = open(provider);
    expect(await receiver.receive(get(query, {}, method))).toMatchObject({ status: 405, headers: { allow } });
    expect(rejected().map(({ code }) => code)).toEqual(["METHOD_NOT_ALLOWED"]);
    expect([handler.mock.calls, greeted]).toEqual([[], []]);
  });

  it("a POST is never the handshake of another method", async () => {
    const { receiver, rejected } = open(meta);
    const delivery = post("{}", {}, `?hub.mode=subscribe&hub.challenge=1&hub.verify_token=${TOKEN}`);
    expect((await receiver.receive(delivery)).status).toBe(401);
    expect(rejected().map(({ code }) => code)).toEqual(["SIGNATURE_MISSING"]);
  });
});

describe("verifyToken", () => {
  const ask = (token: string, more = "") => get(`?hub.mode=subscribe&hub.challenge=1${token}${more}`);

  it.each([
    ["another token", "&hub.verify_token=my-own-verify-tokem", "VERIFY_TOKEN_MISMATCH"],
    ["the token and one character more", `&hub.verify_token=${TOKEN}x`, "VERIFY_TOKEN_MISMATCH"],
    ["the token in capitals", `&hub.verify_token=${TOKEN.toUpperCase()}`, "VERIFY_TOKEN_MISMATCH"],
    ["no token", "", "VERIFY_TOKEN_MISMATCH"],
    ["an empty token", "&hub.verify_token=", "VERIFY_TOKEN_MISMATCH"],
    ["the token twice", `&hub.verify_token=${TOKEN}&hub.verify_token=${TOKEN}`, "HANDSHAKE_MALFORMED"],
    ["a token that is no UTF-8", "&hub.verify_token=%ff", "HANDSHAKE_MALFORMED"],
    ["a very long token", `&hub.verify_token=${TOKEN.repeat(1000)}`, "VERIFY_TOKEN_MISMATCH"],
  ])("with %s: 401, without the challenge", async (_name, query, code) => {
    const { receiver, rejected, greeted } = open(meta);
    expect(await receiver.receive(ask(query))).toMatchObject({ status: 401, body: "Unauthorized" });
    expect(rejected().map((error) => error.code)).toEqual([code]);
    expect(greeted).toEqual([]);
  });

  it("that is left out refuses the handshake, says the remedy, and lets deliveries through", async () => {
    const print = vi.spyOn(console, "error").mockImplementation(() => {});
    const handler = vi.fn();
    const receiver = createReceiver({ provider: meta, secret: SECRET }, handler);
    for (let i = 0; i < 3; i++) expect((await receiver.receive(ask(`&hub.verify_token=${TOKEN}`))).status).toBe(401);
    expect(print.mock.calls).toEqual([[expect.stringMatching(/VERIFY_TOKEN_MISMATCH: Meta .*set verifyToken/)]]);
    print.mockRestore();
    const delivery = post("{}", { "x-hub-signature-256": `sha256=${mac("{}", "hex")}` });
    expect((await receiver.receive(delivery)).status).toBe(200);
    expect(handler).toHaveBeenCalledTimes(1);
  });

  it.each([
    ["undefined, as of a variable that is not set", undefined, "SECRET_MISSING"],
    ["blank", " ", "SECRET_MISSING"],
    ["a placeholder", "your_verify_token", "SECRET_UNUSABLE"],
  ])("that is %s is refused when the receiver is built", (_name, verifyToken, code) => {
    const build = () => createReceiver({ provider: meta, secret: SECRET, verifyToken }, () => {});
    expect(build).toThrow(expect.objectContaining({ name: "WebhookConfigError", code }));
    expect(build).toThrow(/verifyToken/);
  });

  it("is refused where the provider never asks for it", () => {
    const build = () => createReceiver({ provider: zoom, secret: SECRET, verifyToken: TOKEN }, () => {});
    expect(build).toThrow(expect.objectContaining({ code: "OPTION_INVALID" }));
  });

  it("may be several, a function, or one with an end", async () => {
    const status = async (verifyToken: unknown) =>
      (await open(meta, { verifyToken }).receiver.receive(ask(`&hub.verify_token=${TOKEN}`))).status;
    expect(await status(["another", TOKEN])).toBe(200);
    expect(await status(async () => TOKEN)).toBe(200);
    expect(await status({ id: "a", value: TOKEN, notAfter: new Date(Date.now()) })).toBe(200);
    expect(await status({ id: "a", value: TOKEN, notAfter: new Date(Date.now() - 1) })).toBe(401);
    expect(await status(() => Promise.reject(new Error("vault")))).toBe(503);
  });
});

describe("what is echoed", () => {
  const bad: [string, string][] = [
    ["two values", "a&challenge=b"],
    ["the same value twice", "a&challenge=a"],
    ["none", ""],
    ["513 characters", "x".repeat(513)],
    ["a line break", "a%0d%0aset-cookie:b"],
    ["a null", "a%00"],
    ["a tab", "a%09b"],
    ["more than ASCII", "%C3%A9"],
    ["what is no UTF-8", "%ff"],
    ["half an escape", "%4"],
  ];
  it.each(bad)("is never %s: 401", async (_name, value) => {
    const { receiver, rejected } = open(dropbox);
    expect(await receiver.receive(get(`?challenge=${value}`))).toMatchObject({ status: 401, body: "Unauthorized" });
    expect(rejected().map(({ code }) => code)).toEqual(["HANDSHAKE_MALFORMED"]);
  });

  it("is HTML as plain text that no browser takes for HTML", async () => {
    const html = "<script>alert(1)</script>";
    const answer = await open(dropbox).receiver.receive(get(`?challenge=${encodeURIComponent(html)}`));
    expect(answer).toMatchObject({ status: 200, headers: TEXT, body: html });
  });

  it("may have 512 characters", async () => {
    expect((await open(dropbox).receiver.receive(get(`?challenge=${"x".repeat(512)}`))).status).toBe(200);
  });

  it.each([
    ["a line break", "a\r\nset-cookie: b"],
    ["a null", "a\0"],
    ["a space, as of two headers that were joined", "a, b"],
    ["more than ASCII", "é"],
    ["513 characters", "x".repeat(513)],
    ["nothing", ""],
  ])("as a header is never %s: 401", async (_name, value) => {
    const { receiver, rejected } = open(asana);
    expect((await receiver.receive(post("{}", { "x-hook-secret": value }))).status).toBe(401);
    expect(rejected().map(({ code }) => code)).toEqual(["HANDSHAKE_MALFORMED"]);
  });

  it("is refused when its header came twice", async () => {
    const { receiver, rejected } = open(asana);
    const headers = ["x-hook-secret", "a", "x-hook-secret", "a"];
    expect((await receiver.receive({ headers, body: "{}" })).status).toBe(401);
    expect(rejected().map(({ code }) => code)).toEqual(["HANDSHAKE_MALFORMED"]);
  });

  it.each([5, null, {}, ["a"], true])("in a body is text, not %j", async (challenge) => {
    const { receiver, rejected } = open(monday);
    expect((await receiver.receive(post(JSON.stringify({ challenge })))).status).toBe(401);
    expect(rejected()).toHaveLength(1);
  });
});

describe("nobody gets a signature for a body of his own", () => {
  const bodies = [
    '{"a":1}',
    "[]",
    '"a"',
    "a b",
    "a&b=1",
    "a=1",
    "a=1=",
    "v0:1:{}",
    "<a>",
    "x".repeat(513),
    "a%0a",
    "==",
  ];

  it.each(bodies)("X does not answer for %s", async (body) => {
    const { receiver, rejected } = open(x);
    const answer = await receiver.receive(get(`?crc_token=${encodeURIComponent(body)}`));
    expect(answer).toMatchObject({ status: 401, body: "Unauthorized" });
    expect(rejected().map(({ code }) => code)).toEqual(["HANDSHAKE_MALFORMED"]);
  });

  it("LinkedIn does not answer for the text that it signs", async () => {
    const code = encodeURIComponent('hmacsha256={"a":1}');
    expect((await open(linkedin).receiver.receive(get(`?challengeCode=${code}`))).status).toBe(401);
  });

  it("tokens as they are sent are answered: base64 of both alphabets, padded", async () => {
    for (const token of ["MDA5MzA1ODctNmFiNi00YmZi", "a-_b", "ab+/cd==", "abc="]) {
      const answer = await open(x).receiver.receive(get(`?crc_token=${encodeURIComponent(token)}`));
      expect(answer.body).toBe(`{"response_token":"sha256=${mac(token, "base64")}"}`);
    }
  });

  it("the key is the first secret that may still be used", async () => {
    const secret = [{ id: "old", value: "old-secret-1", notAfter: new Date(Date.now() - 1) }, "new-secret-2"];
    const { receiver } = open(x, { secret });
    const answer = await receiver.receive(get("?crc_token=foo"));
    expect(answer.body).toBe(`{"response_token":"sha256=${mac("foo", "base64", "new-secret-2")}"}`);
    const over = open(x, { secret: secret[0] });
    expect((await over.receiver.receive(get("?crc_token=foo"))).status).toBe(503);
  });
});

describe("a signed handshake", () => {
  it.each<[string, AnyProvider, (secret?: string) => IncomingDelivery]>([
    ["Zoom", zoom, (secret) => zoomed(ZOOM, secret)],
    ["Twitch", twitch, (secret) => twitched('{"challenge":"a"}', secret)],
    ["Front", front, (secret) => fronted('{"type":"sync"}', "a", secret)],
  ])("of %s is not answered when its signature is wrong, stale or missing", async (_name, provider, make) => {
    const { receiver, greeted, handler } = open(provider);
    const stale = make();
    expect((await receiver.receive(make("another secret"))).status).toBe(401);
    const { headers, ...unsigned } = make();
    const bare = Object.fromEntries(Object.entries(headers).filter(([name]) => !name.endsWith("signature")));
    expect((await receiver.receive({ ...unsigned, headers: bare })).status).toBe(401);
    vi.setSystemTime(Date.now() + 601_000);
    expect((await receiver.receive(stale)).status).toBe(401);
    expect([greeted, handler.mock.calls]).toEqual([[], []]);
  });

  it("of Discord's webhook events is answered 204 without a body, once its signature holds", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("hex");
    const timestamp = String(seconds());
    const signature = sign(null, Buffer.from(`${timestamp}{"type":0}`), privateKey).toString("hex");
    const headers = { "x-signature-ed25519": signature, "x-signature-timestamp": timestamp };
    const { receiver, handler } = open(discordEvents, { publicKey: raw });
    expect((await receiver.receive(post('{"type":1}', headers))).status).toBe(401);
    const answer = await receiver.receive(post('{"type":0}', headers));
    expect([answer.status, answer.body, handler.mock.calls]).toEqual([204, undefined, []]);
  });

  it("of another method is verified as any delivery is", async () => {
    const signed = providerOf({
      method: "GET",
      has: fromQuery("challenge"),
      check: "signature",
      text: fromQuery("challenge"),
    });
    const { receiver, rejected } = open(signed);
    expect(await receiver.receive(get("?challenge=a", { "x-signature": mac("", "hex") }))).toMatchObject({
      status: 200,
      body: "a",
    });
    expect((await receiver.receive(get("?challenge=a"))).status).toBe(401);
    expect((await receiver.receive(get("?challenge=a", { "x-signature": mac("x", "hex") }))).status).toBe(401);
    expect(rejected().map(({ code }) => code)).toEqual(["SIGNATURE_MISSING", "SIGNATURE_MISMATCH"]);
  });
});

describe("a handshake that proves nothing", () => {
  const signed = (body: string) => post(body, { "x-signature": mac(body, "hex") });

  it("skips no check: with a wrong signature it is refused", async () => {
    const { receiver, rejected, greeted, handler } = open(monday);
    const delivery = post('{"challenge":"a"}', { "x-signature": mac("other", "hex") });
    expect((await receiver.receive(delivery)).status).toBe(401);
    expect(rejected().map(({ code }) => code)).toEqual(["SIGNATURE_MISMATCH"]);
    expect([greeted, handler.mock.calls]).toEqual([[], []]);
  });

  it("is no event that was signed, whatever its body holds", async () => {
    const { receiver, greeted, handler } = open(monday);
    expect((await receiver.receive(signed('{"challenge":"a"}'))).body).toBeUndefined();
    const shop = open(woocommerce);
    const order = '{"note":"50% off &webhook_id=5&"}';
    const delivery = post(order, { "x-wc-webhook-signature": mac(order, "base64") });
    expect((await shop.receiver.receive(delivery)).status).toBe(200);
    expect([handler.mock.calls.length, shop.handler.mock.calls.length]).toEqual([1, 1]);
    expect([greeted, shop.greeted]).toEqual([[], []]);
  });

  it.each([
    ["no JSON", "{"],
    ["no UTF-8", new Uint8Array([0x7b, 0xff])],
    ["another body", '{"event":{"challenge":"a"}}'],
    ["a challenge of its prototype", '{"__proto__":{"challenge":"a"}}'],
    ["a list", '["challenge"]'],
    ["nothing", ""],
    ["more than 256 KiB", JSON.stringify({ challenge: "a", pad: "x".repeat(256 * 1024) })],
  ])("is not %s: 401, as of any delivery without a signature", async (_name, body) => {
    const { receiver, rejected, greeted, handler } = open(monday);
    expect((await receiver.receive({ headers: {}, body })).status).toBe(401);
    expect(rejected().map(({ code }) => code)).toEqual(["SIGNATURE_MISSING"]);
    expect([greeted, handler.mock.calls]).toEqual([[], []]);
  });

  it("asks for no secret: a function that has none yet is not called", async () => {
    const secret = vi.fn(() => Promise.reject(new Error("not known yet")));
    const { receiver } = open(notion, { secret });
    expect((await receiver.receive(post('{"verification_token":"secret_1"}'))).status).toBe(200);
    expect(secret).not.toHaveBeenCalled();
  });

  it("a POST that nothing tells apart from a delivery is no handshake", async () => {
    // defineProvider refuses such data; a provider may be made without it.
    const sound = providerOf({ method: "POST", check: "none", has: fromHeader("x-never") });
    const provider = { ...sound, handshakes: handshakes({ method: "POST", check: "none" }) };
    const { receiver, handler, greeted } = open(provider);
    expect((await receiver.receive(post("{}"))).status).toBe(401);
    expect((await receiver.receive(signed("{}"))).status).toBe(200);
    expect([greeted, handler.mock.calls.length]).toEqual([[], 1]);
  });
});

describe("onHandshake", () => {
  it("is waited for; when it fails the handshake is refused with 500", async () => {
    const kept: unknown[] = [];
    const slow = async ({ values }: { values: object }) => {
      await Promise.resolve();
      kept.push(values);
    };
    const delivery = () => post("{}", { "x-hook-secret": "abc" });
    expect((await open(asana, { onHandshake: slow }).receiver.receive(delivery())).status).toBe(200);
    expect(kept).toEqual([{ "x-hook-secret": "abc" }]);
    for (const onHandshake of [
      () => Promise.reject(new Error("no call is open")),
      () => {
        throw new Error("no call is open");
      },
    ]) {
      const { receiver, rejected } = open(asana, { onHandshake });
      const answer = await receiver.receive(delivery());
      expect(answer).toMatchObject({ status: 500, body: "Internal Server Error" });
      expect(answer.headers).not.toHaveProperty("x-hook-secret");
      expect(rejected()[0]).toMatchObject({ code: "HANDLER_FAILED", cause: new Error("no call is open") });
    }
  });

  it("is a function", () => {
    const build = () => createReceiver({ provider: asana, secret: SECRET, onHandshake: "log" as never }, () => {});
    expect(build).toThrow(expect.objectContaining({ code: "OPTION_INVALID" }));
  });
});

describe("a handshake that is confirmed by a visit", () => {
  const visit = vi.fn(async (_url: unknown, _options: { readonly fetch?: typeof fetch | undefined }) => {});
  const confirmed = providerOf({
    method: "POST",
    equals: [fromBody("Type"), "SubscriptionConfirmation"],
    check: "signature",
    confirm: { at: fromBody("SubscribeURL"), visit },
  });
  const body = '{"Type":"SubscriptionConfirmation","SubscribeURL":"https://acme.example/confirm"}';
  const delivery = (secret = SECRET) => post(body, { "x-signature": mac(body, "hex", secret) });

  it("visits after the check, with the fetch that was handed in, and not for a forgery", async () => {
    const fetch = (() => {}) as never;
    const { receiver } = open(confirmed, { fetch });
    expect((await receiver.receive(delivery("another"))).status).toBe(401);
    expect(visit).not.toHaveBeenCalled();
    expect((await receiver.receive(delivery())).status).toBe(200);
    expect(visit.mock.calls).toEqual([["https://acme.example/confirm", { fetch }]]);
  });

  it("is refused when the visit fails", async () => {
    visit.mockRejectedValueOnce(new Error("down"));
    const { receiver, greeted } = open(confirmed);
    expect((await receiver.receive(delivery())).status).toBe(500);
    expect(greeted).toEqual([]);
  });
});
