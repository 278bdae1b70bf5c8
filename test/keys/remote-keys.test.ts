import { generateKeyPairSync } from "node:crypto";
import { type KeysForm, remoteKeys } from "hookonce";
import { describe, expect, it } from "vitest";
import { codeOf, refusal } from "../support/refusal.js";
import { certificates, NOTHING, recorder } from "./support.js";

const T = 1_800_000_000_000;
const JWKS = "https://keys.example.com/.well-known/jwks.json";

const jwk = (kid?: string) => ({
  ...generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" }),
  ...(kid && { kid }),
});

const named = (keyId?: string) => ({ keyId, url: undefined });

function jwks(answers: Record<string, unknown>, data = {}) {
  const source = remoteKeys({ url: JWKS, form: "jwks", ...data });
  let nowMs = T;
  const recorded = recorder(answers);
  const options = { fetch: recorded.fetch, clock: () => nowMs };
  return {
    ...recorded,
    ask: (keyId?: string) => source(named(keyId), options),
    all: (anew?: boolean) => source.all(NOTHING, options, anew),
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

describe("a JSON Web Key Set", () => {
  it("is fetched when a key is first wanted, once for all of its keys", async () => {
    const [a, b] = [jwk("a"), jwk("b")];
    const { ask, calls } = jwks({ [JWKS]: { keys: [a, b] } });
    expect(calls).toHaveLength(0);
    expect(await ask("a")).toEqual({ jwk: a });
    expect(await ask("b")).toEqual({ jwk: b });
    expect(await ask("a")).toBe(await ask("a"));
    expect(calls.map(({ url }) => url)).toEqual([JWKS]);
  });

  it("is fetched anew for an id that is not in it, at most every 30 s", async () => {
    const answers = { [JWKS]: { keys: [jwk("a")] } };
    const { ask, calls, pass } = jwks(answers);
    await ask("a");
    expect(await codeOf(ask("b"))).toBe("KEY_UNKNOWN");
    answers[JWKS]!.keys.push(jwk("b"));
    pass(29_999);
    expect(await codeOf(ask("b"))).toBe("KEY_UNKNOWN");
    expect(calls).toHaveLength(1);
    pass(1);
    await ask("b");
    await ask("a");
    expect(calls).toHaveLength(2);
    for (let i = 0; i < 100; i++) expect(await codeOf(ask(`x${i}`))).toBe("KEY_UNKNOWN");
    expect(calls).toHaveLength(2);
  });

  it("counts for an hour, and a day longer while it cannot be fetched", async () => {
    const answers: Record<string, unknown> = { [JWKS]: { keys: [jwk("a")] } };
    const { ask, pass, calls } = jwks(answers);
    await ask("a");
    answers[JWKS] = "no longer a set";
    pass(3_599_999);
    await ask("a");
    expect(calls).toHaveLength(1);
    pass(1);
    await ask("a");
    expect(calls).toHaveLength(2);
    pass(86_399_999);
    await ask("a");
    pass(30_001);
    expect(await codeOf(ask("a"))).toBe("KEY_UNAVAILABLE");
  });

  it("a key that was withdrawn counts no more once the set was fetched anew", async () => {
    const answers = { [JWKS]: { keys: [jwk("a"), jwk("b")] } };
    const { ask, pass } = jwks(answers);
    await ask("a");
    answers[JWKS]!.keys.shift();
    pass(3_600_000);
    expect(await codeOf(ask("a"))).toBe("KEY_UNKNOWN");
    await ask("b");
  });

  it("has the one key for a delivery that names none, and no one among several", async () => {
    const a = jwk();
    expect(await jwks({ [JWKS]: { keys: [a] } }).ask()).toEqual({ jwk: a });
    expect(await codeOf(jwks({ [JWKS]: { keys: [a, jwk()] } }).ask())).toBe("KEY_UNKNOWN");
    expect(await codeOf(jwks({ [JWKS]: { keys: [] } }).ask())).toBe("KEY_UNKNOWN");
    expect(await codeOf(jwks({ [JWKS]: { keys: [jwk("a"), jwk("a")] } }).ask("a"))).toBe("KEY_UNKNOWN");
  });

  it("gives all of its keys, and fetches them anew when asked, at most every 30 s", async () => {
    const answers = { [JWKS]: { keys: [jwk(), jwk()] } };
    const { all, calls, pass } = jwks(answers);
    expect(await all()).toHaveLength(2);
    answers[JWKS]!.keys.push(jwk());
    expect(await all(true)).toHaveLength(2);
    pass(30_000);
    expect(await all()).toHaveLength(2);
    expect(await all(true)).toHaveLength(3);
    expect(calls).toHaveLength(2);
  });

  it("what is no key to verify with is passed over, and a private part goes no further", async () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const whole = privateKey.export({ format: "jwk" });
    const others = [
      null,
      7,
      "key",
      [],
      { kty: "oct", k: "AAAA", kid: "oct" },
      { ...jwk("enc"), use: "enc" },
      { ...jwk("sign"), key_ops: ["sign"] },
      { ...jwk("ops"), key_ops: "verify" },
      { ...jwk("number"), x: 7 },
      { kid: "none" },
      JSON.parse('{"__proto__":{"kty":"EC","kid":"proto"}}'),
    ];
    const { ask, all } = jwks({
      [JWKS]: { keys: [...others, { ...whole, kid: "whole" }, { ...jwk("ok"), key_ops: ["verify"] }] },
    });
    expect(await all()).toHaveLength(2);
    const { crv, kty, x, y } = whole;
    expect(await ask("whole")).toEqual({ jwk: { crv, kty, x, y, kid: "whole" } });
    for (const kid of ["oct", "enc", "sign", "ops", "number", "none", "proto", "__proto__", "constructor"]) {
      expect(await codeOf(ask(kid))).toBe("KEY_UNKNOWN");
    }
  });

  it.each([
    ["no JSON", "<html>"],
    ["nothing", ""],
    ["an array", []],
    ["null", "null"],
    ["no keys", {}],
    ["keys that are no list", { keys: { a: 1 } }],
    ["keys of the prototype", JSON.parse('{"__proto__":{"keys":[]}}')],
    ["more than 100 keys", { keys: Array.from({ length: 101 }, () => ({})) }],
  ])("is none when it is %s", async (_what, answer) => {
    const error = await refusal(jwks({ [JWKS]: answer }).ask("a"));
    expect(error).toMatchObject({ code: "KEY_UNAVAILABLE", status: 503 });
  });
});

describe("the forms of a single key", () => {
  const { publicKey, pem } = certificates.rsa!;
  const base64 = publicKey.replace(/-----[^-]+-----|\s/g, "");
  const at = "https://keys.example.com/key";
  const clock = () => certificates.rsa!.notBeforeMs;

  const ask = (form: KeysForm, answer: unknown, data = {}) =>
    remoteKeys({ url: at, form, ...data })(NOTHING, { fetch: recorder({ [at]: answer }).fetch, clock });

  const flat = (published: unknown) => (published as { pem: string }).pem.replace(/\s/g, "");

  it("PEM, a certificate, and PEM or base64 within JSON give the same", async () => {
    const expected = publicKey.replace(/\s/g, "");
    expect(flat(await ask("pem", publicKey))).toBe(expected);
    expect(flat(await ask("pem", `\n${publicKey.replaceAll("\n", "\r\n")}\r\n`))).toBe(expected);
    expect(flat(await ask("certificate", pem))).toBe(expected);
    expect(flat(await ask({ jsonAt: "data.publicKey" }, { data: { publicKey: base64 } }))).toBe(expected);
    expect(flat(await ask({ jsonAt: "a.0" }, { a: [publicKey] }))).toBe(expected);
  });

  it.each([
    ["PEM of a certificate for a key", "pem", pem],
    ["base64 for PEM", "pem", base64],
    ["PEM of a private key", "pem", publicKey.replaceAll("PUBLIC", "PRIVATE")],
    ["two keys", "pem", `${publicKey}\n${publicKey}`],
    ["PEM with text", "pem", publicKey.replace("MII", "M*I")],
    ["an empty key", "pem", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----"],
    ["a key for a certificate", "certificate", publicKey],
    ["no text at the path", { jsonAt: "a" }, { a: 7 }],
    ["nothing at the path", { jsonAt: "a.b" }, { a: {} }],
    ["no JSON", { jsonAt: "a" }, "a"],
  ] as [string, KeysForm, unknown][])("%s is none", async (_what, form, answer) => {
    expect(await codeOf(ask(form, answer))).toBe("KEY_UNAVAILABLE");
  });

  it("a certificate counts from its first millisecond to its last", async () => {
    const { notBeforeMs, notAfterMs } = certificates.rsa!;
    const source = remoteKeys({ url: at, form: "certificate" });
    const { fetch } = recorder({ [at]: pem });
    const when = (ms: number) =>
      source(NOTHING, { fetch, clock: () => ms }).then(
        () => "given",
        (error) => error.code,
      );
    expect(await when(notBeforeMs - 1)).toBe("KEY_UNKNOWN");
    expect(await when(notBeforeMs)).toBe("given");
    expect(await when(notAfterMs)).toBe("given");
    expect(await when(notAfterMs + 1)).toBe("KEY_UNKNOWN");
    expect(await codeOf(ask("certificate", certificates.old!.pem))).toBe("KEY_UNKNOWN");
  });

  it("a certificate that is over is fetched anew", async () => {
    const answers = { [at]: certificates.old!.pem };
    const { fetch, calls } = recorder(answers);
    const source = remoteKeys({ url: at, form: "certificate" });
    const now = clock();
    expect(await codeOf(source(NOTHING, { fetch, clock: () => now }))).toBe("KEY_UNKNOWN");
    answers[at] = pem;
    expect(await codeOf(source(NOTHING, { fetch, clock: () => now + 29_999 }))).toBe("KEY_UNKNOWN");
    await source(NOTHING, { fetch, clock: () => now + 30_000 });
    expect(calls).toHaveLength(2);
  });

  it("a certificate bears one of the names, where they are told", async () => {
    const commonNames = ["other.example.com", certificates.rsa!.commonName as string];
    expect(flat(await ask("certificate", pem, { commonNames }))).toBe(publicKey.replace(/\s/g, ""));
    for (const other of ["ec", "two", "none", "root"]) {
      const nowMs = certificates[other]!.notBeforeMs;
      const fetch = recorder({ [at]: certificates[other]!.pem }).fetch;
      const source = remoteKeys({ url: at, form: "certificate", commonNames });
      expect(await codeOf(source(NOTHING, { fetch, clock: () => nowMs }))).toBe("KEY_UNKNOWN");
    }
    expect(await codeOf(ask("certificate", pem, { commonNames: ["paypal.com"] }))).toBe("KEY_UNKNOWN");
  });
});

describe("how it asks", () => {
  it("with the headers that it was told, each time anew, and no redirect", async () => {
    let count = 0;
    const headers = () => ({ authorization: `Bearer ${++count}` });
    const { ask, calls, pass } = jwks({ [JWKS]: { keys: [jwk("a")] } }, { headers, freshSeconds: 60 });
    await ask("a");
    pass(60_000);
    await ask("a");
    expect(calls.map(({ init }) => init?.headers)).toEqual([
      { authorization: "Bearer 1" },
      { authorization: "Bearer 2" },
    ]);
    expect(calls[0]?.init).toMatchObject({ method: "GET", redirect: "manual", signal: expect.any(AbortSignal) });
  });

  it("with the fetch of each caller: what one brought says nothing about another one", async () => {
    const source = remoteKeys({ url: JWKS, form: "jwks" });
    const mine = recorder({ [JWKS]: { keys: [jwk("a")] } });
    const yours = recorder({});
    await source(named("a"), { fetch: mine.fetch });
    expect(await codeOf(source(named("a"), { fetch: yours.fetch }))).toBe("KEY_UNKNOWN");
    await source(named("a"), { fetch: mine.fetch });
    expect([mine.calls.length, yours.calls.length]).toEqual([1, 1]);
  });

  it("many at once send one request", async () => {
    const { ask, calls } = jwks({ [JWKS]: { keys: [jwk("a")] } });
    await Promise.all(Array.from({ length: 50 }, () => ask("a")));
    expect(calls).toHaveLength(1);
  });
});
