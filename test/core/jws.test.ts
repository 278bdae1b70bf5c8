import { createHash } from "node:crypto";
import { computeSignature, createVerifier, fromBody, fromClaim, jws, parseSignatureHeader, verify } from "hookonce";
import { describe, expect, it, vi } from "vitest";
import { providerOf, SECRET } from "../support/acme.js";
import { pemOf } from "../support/keys.js";
import { codeOf, refusal } from "../support/refusal.js";
import {
  attempt,
  KEY_OF,
  keys,
  NOW,
  type PublicAlgorithm,
  provider,
  scheme,
  signText,
  tokenOf,
  url64,
} from "../support/tokens.js";

const HS = { alg: "HS256", typ: "JWT" };
const hash = (text: string, encoding: "hex" | "base64" | "base64url" = "hex") =>
  createHash("sha256").update(text).digest(encoding);
const code = (token: string, changes = {}, options = {}) => codeOf(attempt(token, changes, options));

describe("algorithms", () => {
  it.each(["HS256", "HS384", "HS512"] as const)("%s with the secret, and with no other", async (algorithm) => {
    const token = tokenOf({ alg: algorithm }, { a: 1 });
    expect((await attempt(token, { algorithm })).provider).toBe("acme");
    expect(await code(token, { algorithm }, { secret: "another-secret-0123" })).toBe("SIGNATURE_MISMATCH");
    expect((await attempt(token, { algorithm }, { secret: ["another-secret-0123", SECRET] })).provider).toBe("acme");
  });

  it.each(Object.keys(KEY_OF) as PublicAlgorithm[])("%s with PEM, DER, JWK and its text", async (algorithm) => {
    const { privateKey, publicKey } = keys[KEY_OF[algorithm]];
    const token = tokenOf({ alg: algorithm }, { a: 1 }, privateKey);
    const jwk = publicKey.export({ format: "jwk" });
    const pem = pemOf(publicKey);
    for (const key of [
      pem,
      Buffer.from(pem).toString("base64"),
      new Uint8Array(publicKey.export({ format: "der", type: "spki" })),
      jwk,
      JSON.stringify(jwk),
      { id: "named", value: pem },
    ]) {
      expect((await attempt(token, { algorithm }, { secret: undefined, publicKey: key })).provider).toBe("acme");
    }
    const changed = `${token.slice(0, -8)}${token.at(-8) === "A" ? "B" : "A"}${token.slice(-7)}`;
    expect(await code(changed, { algorithm }, { secret: undefined, publicKey: pem })).toBe("SIGNATURE_MISMATCH");
  });

  it("a given key of another kind stops the app", async () => {
    for (const publicKey of [keys.rsa.publicKey, keys.p384.publicKey]) {
      for (const value of [pemOf(publicKey), publicKey.export({ format: "jwk" })]) {
        const build = () => createVerifier(provider({ algorithm: "ES256" }), { publicKey: value });
        expect(await codeOf(build)).toBe("PUBLIC_KEY_UNUSABLE");
      }
    }
    expect(await codeOf(() => createVerifier(provider({ algorithm: "ES256" }), {}))).toBe("SECRET_MISSING");
    expect(await codeOf(() => createVerifier(provider({ algorithm: "ES256" }), { publicKey: "{" }))).toBe(
      "PUBLIC_KEY_UNUSABLE",
    );
  });

  it.each(["none", "None", "NONE", "nOnE", "HS384", "hs256", "RS256", "", null, 1, undefined, ["HS256"], { HS256: 1 }])(
    "alg %j is refused where HS256 is pinned",
    async (alg) => {
      expect(await code(tokenOf({ alg }, {}, SECRET, "HS256"))).toBe("ALGORITHM_REFUSED");
    },
  );

  it("a token without a signature is refused, with its dot and without", async () => {
    const unsigned = `${url64({ alg: "none" })}.${url64({})}`;
    expect(await code(`${unsigned}.`)).toBe("ALGORITHM_REFUSED");
    expect(await code(unsigned)).toBe("SIGNATURE_MALFORMED");
    expect(await code(`${url64(HS)}.${url64({})}.`)).toBe("SIGNATURE_MALFORMED");
  });

  it("the public key is no HMAC secret: every spelling of it, every HS algorithm", async () => {
    const pem = pemOf(keys.rsa.publicKey);
    const der = keys.rsa.publicKey.export({ format: "der", type: "spki" });
    for (const alg of ["HS256", "HS384", "HS512"]) {
      for (const secret of [pem, pem.trim(), der as never, pem.replace(/\n/g, "")]) {
        const token = tokenOf({ alg }, {}, secret);
        expect(await code(token, { algorithm: "RS256" }, { secret: undefined, publicKey: pem })).toBe(
          "ALGORITHM_REFUSED",
        );
      }
    }
    // And the other way: PEM as a secret never gets in.
    expect(await code(tokenOf(HS, {}, pem), {}, { secret: pem.trim() })).toBe("SECRET_WRONG_KIND");
  });

  it("several of one family may be named, each with its own hash; families do not mix", async () => {
    const algorithm = ["HS256", "HS384"] as const;
    for (const alg of algorithm) expect((await attempt(tokenOf({ alg }, {}), { algorithm })).provider).toBe("acme");
    expect(await code(tokenOf({ alg: "HS512" }, {}), { algorithm })).toBe("ALGORITHM_REFUSED");
    expect(await code(tokenOf({ alg: "HS256" }, {}, SECRET, "HS384"), { algorithm })).toBe("SIGNATURE_MALFORMED");
    for (const mixed of [["HS256", "RS256"], [], ["none"], ["HS256", "toString"], "none", undefined]) {
      expect(await codeOf(() => jws({ algorithm: mixed as never, token: "body" }))).toBe("PROVIDER_INVALID");
    }
  });

  it("an ES256 signature in DER, or with zeros, is none", async () => {
    const text = `${url64({ alg: "ES256" })}.${url64({})}`;
    const { sign } = await import("node:crypto");
    const der = sign("sha256", Buffer.from(text), keys.p256.privateKey).toString("base64url");
    const options = { secret: undefined, publicKey: pemOf(keys.p256.publicKey) };
    expect(await code(`${text}.${der}`, { algorithm: "ES256" }, options)).toBe("SIGNATURE_MALFORMED");
    const zeros = Buffer.alloc(64).toString("base64url");
    expect(await code(`${text}.${zeros}`, { algorithm: "ES256" }, options)).toBe("SIGNATURE_MISMATCH");
  });
});

describe("the text of a token", () => {
  const good = tokenOf(HS, { a: 1 });
  const [head = "", payload = "", tail = ""] = good.split(".");

  it.each([
    ["one part", head],
    ["two parts", `${head}.${payload}`],
    ["four parts", `${good}.`],
    ["five parts, as an encrypted token", `${good}..`],
    ["an empty header", `.${payload}.${tail}`],
    ["an empty payload", `${head}..${tail}`],
    ["white space before", ` ${good}`],
    ["white space behind", `${good} `],
    ["a line break inside", `${head}.\n${payload}.${tail}`],
    ["padding", `${head}.${payload}.${tail}=`],
    ["base64 for base64url", `${head}.${payload}.${tail.slice(0, -1)}+`],
    ["JSON serialization", JSON.stringify({ protected: head, payload, signature: tail })],
    ["dots only", ".."],
    ["many dots", ".".repeat(10_000)],
  ])("%s is malformed", async (_what, token) => {
    expect(await code(token)).toBe("SIGNATURE_MALFORMED");
  });

  it("bits behind the last byte are no second spelling", async () => {
    // 32 bytes leave two bits of the last character unused.
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const last = alphabet.indexOf(tail.at(-1) as string);
    for (let i = 1; i < 4; i++) {
      expect(await code(`${head}.${payload}.${tail.slice(0, -1)}${alphabet[last ^ i]}`)).toBe("SIGNATURE_MALFORMED");
    }
  });

  it.each(["[]", "null", '"text"', "1", "", "{", "{}x", "\ufeff{}", "{'a':1}", '{"alg":"HS256"}{}'])(
    "a header %j is malformed",
    async (json) => {
      expect(await code(tokenOf(json, {}, SECRET, "HS256"))).toBe("SIGNATURE_MALFORMED");
    },
  );

  it.each(["[]", "null", '"text"', "1", "{", "{}x", "[{}]"])("a payload %j is malformed", async (json) => {
    expect(await code(tokenOf(HS, json))).toBe("SIGNATURE_MALFORMED");
  });

  it("a header or payload that is no UTF-8 is malformed", async () => {
    const bad = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]).toString("base64url");
    expect(await code(`${head}.${bad}.${signText("HS256", `${head}.${bad}`)}`)).toBe("SIGNATURE_MALFORMED");
    expect(await code(`${bad}.${payload}.${signText("HS256", `${bad}.${payload}`)}`)).toBe("SIGNATURE_MALFORMED");
  });

  it.each([
    '{"alg":"HS256","alg":"HS256"}',
    '{"alg":"none","alg":"HS256"}',
    '{"alg":"HS256","\\u0061lg":"none"}',
    '{"alg":"HS256", "x":1 , "x" : 2}',
  ])("a name twice in the header is malformed: %s", async (header) => {
    expect(await code(tokenOf(header, {}, SECRET, "HS256"))).toBe("SIGNATURE_MALFORMED");
  });

  it("a claim twice is malformed; the same name deeper, or as a value, is not", async () => {
    expect(await code(tokenOf(HS, '{"exp":1,"exp":99999999999}'))).toBe("SIGNATURE_MALFORMED");
    expect(await code(tokenOf(HS, '{"a":{"b":1},"\\u0061":1}'))).toBe("SIGNATURE_MALFORMED");
    const fine = '{"a":{"a":1,"b":[{"a":2}]},"b":"a","c":"\\"a\\":","d":["a","a"]}';
    expect((await attempt(tokenOf(HS, fine))).provider).toBe("acme");
  });

  it("__proto__ and a polluted prototype give no header and no claim", async () => {
    expect(await code(tokenOf('{"__proto__":{"alg":"HS256"}}', {}, SECRET, "HS256"))).toBe("ALGORITHM_REFUSED");
    const claims = '{"__proto__":{"iss":"acme","exp":99999999999}}';
    expect(await code(tokenOf(HS, claims), { claims: { iss: "acme" } })).toBe("SIGNATURE_MISMATCH");
    expect(await code(tokenOf(HS, claims), { requires: ["exp"] })).toBe("SIGNATURE_MALFORMED");
    vi.stubGlobal("x", 0);
    const prototype = Object.prototype as Record<string, unknown>;
    try {
      Object.assign(prototype, { alg: "HS256", iss: "acme", iat: NOW, audience: "me", aud: "me" });
      expect(await code(tokenOf("{}", {}, SECRET, "HS256"))).toBe("ALGORITHM_REFUSED");
      expect(await code(tokenOf({ alg: "HS256" }, "{}"), { claims: { iss: "acme" } })).toBe("SIGNATURE_MISMATCH");
      expect(await code(tokenOf({ alg: "HS256" }, "{}"), { time: "iat" })).toBe("TIMESTAMP_MISSING");
      expect(await code(tokenOf({ alg: "HS256" }, "{}"), { asks: { audience: "aud" } })).toBe("OPTION_INVALID");
    } finally {
      for (const name of ["alg", "iss", "iat", "audience", "aud"]) delete prototype[name];
      vi.unstubAllGlobals();
    }
  });

  it("a token in a header is read up to 64 KiB, its own header up to 16 KiB", async () => {
    expect((await attempt(tokenOf(HS, { a: "x".repeat(40_000) }))).provider).toBe("acme");
    expect(await code(tokenOf(HS, { a: "x".repeat(50_000) }))).toBe("SIGNATURE_MALFORMED");
    expect((await attempt(tokenOf({ ...HS, a: "x".repeat(12_000) }, {}))).provider).toBe("acme");
    expect(await code(tokenOf({ ...HS, a: "x".repeat(12_300) }, {}))).toBe("SIGNATURE_MALFORMED");
  });

  it("is read in linear time, however it is built", async () => {
    const start = performance.now();
    for (const payload of [`{"a":"${"\\\\".repeat(10_000)}"}`, `{"a"${" ".repeat(40_000)}:1}`, "[".repeat(40_000)]) {
      await code(tokenOf(HS, payload)).catch(() => {});
    }
    expect(performance.now() - start).toBeLessThan(500);
  });

  it.each([
    ["b64", { crit: ["b64"], b64: true }],
    ["b64 unnamed", { b64: false }],
    ["exp", { crit: ["exp"], exp: 1 }],
  ])("an extension that is not understood is refused: %s", async (_what, more) => {
    expect(await code(tokenOf({ ...HS, ...more }, {}))).toBe("SIGNATURE_MALFORMED");
  });

  it.each([[[]], ["b64"], [null], [[["b64"]]], [["alg"]], [["b64", "b64"]], [{}]])(
    "crit %j is refused",
    async (crit) => {
      expect(await code(tokenOf({ ...HS, crit }, {}))).toBe("SIGNATURE_MALFORMED");
    },
  );

  it.each([1, null, {}, "", "a b", "a\nb", "é", "x".repeat(256), ["a"]])("a key id %j is malformed", async (kid) => {
    expect(await code(tokenOf({ ...HS, kid }, {}))).toBe("SIGNATURE_MALFORMED");
  });

  it("a key id that looks like a path or a query is only text: given keys are tried as they are", async () => {
    for (const kid of ["../../../dev/null", "' OR 1=1", "x|/bin/true", "http://evil.example/jwks", "__proto__"]) {
      expect((await attempt(tokenOf({ ...HS, kid: kid.replaceAll(" ", "") }, {}))).provider).toBe("acme");
      expect(await code(tokenOf({ ...HS, kid: kid.replaceAll(" ", "") }, {}, "\0"))).toBe("SIGNATURE_MISMATCH");
    }
  });

  it("keys and addresses that a token brings are not looked at", async () => {
    const { privateKey, publicKey } = keys.p256;
    const jwk = publicKey.export({ format: "jwk" });
    const fetching = vi.fn();
    const own = pemOf((await import("node:crypto")).generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey);
    const header = {
      alg: "ES256",
      jwk,
      jku: "https://evil.example/jwks",
      x5u: "https://evil.example/x",
      x5c: ["AAAA"],
    };
    const options = { secret: undefined, publicKey: own, fetch: fetching };
    expect(await code(tokenOf(header, {}, privateKey), { algorithm: "ES256" }, options)).toBe("SIGNATURE_MISMATCH");
    expect(fetching).not.toHaveBeenCalled();
  });
});

describe("where the token stands", () => {
  it("behind a prefix, whose case does not matter; without it there is none", async () => {
    const token = tokenOf(HS, {});
    for (const prefix of ["Bearer ", "bearer ", "BEARER "]) {
      expect((await attempt(prefix + token, { prefix: "Bearer " })).provider).toBe("acme");
    }
    for (const text of [
      token,
      `Bearer${token}`,
      `Bearer  ${token}`,
      `JWT ${token}`,
      `Bearer ${token}, Bearer ${token}`,
    ]) {
      expect(await code(text, { prefix: "Bearer " })).toBe("SIGNATURE_MALFORMED");
    }
    expect(await code(`Bearer ${token}`)).toBe("SIGNATURE_MALFORMED");
    expect(await code("", { prefix: "Bearer " })).toBe("SIGNATURE_MISSING");
  });

  it("a header that comes twice is refused", async () => {
    const token = tokenOf(HS, {});
    const delivery = { headers: ["authorization", token, "Authorization", token], body: "" };
    expect(await codeOf(verify(provider(), delivery, { secret: SECRET }))).toBe("SIGNATURE_DUPLICATED");
  });

  const inBody = (body: string | Uint8Array, changes = {}) =>
    verify(
      provider({ token: "body", ...changes }, { eventId: fromBody("id"), eventType: fromBody("kind") }),
      { headers: {}, body },
      {
        secret: SECRET,
        clock: () => NOW * 1000,
      } as never,
    ) as Promise<any>;

  it("the body is the token: its claims are the payload, signed whole", async () => {
    const event = await inBody(tokenOf(HS, { id: "e1", kind: "made", n: { a: 1 } }));
    expect(event.payload).toEqual({ id: "e1", kind: "made", n: { a: 1 } });
    expect([event.id, event.type]).toEqual(["e1", "made"]);
    expect(event.signed).toMatchObject({ id: true, type: true, body: true });
    for (const body of [
      "",
      '{"id":"e1"}',
      `\ufeff${tokenOf(HS, {})}`,
      `${tokenOf(HS, {})}\n`,
      `"${tokenOf(HS, {})}"`,
    ]) {
      expect((await refusal(inBody(body))).status).toBe(401);
    }
    expect(await codeOf(inBody(new Uint8Array([0xff, 0xfe])))).toBe("SIGNATURE_MALFORMED");
    expect(await codeOf(inBody(tokenOf(HS, { a: "x".repeat(200_000) })))).toBe("SIGNATURE_MALFORMED");
  });

  it("a field of the body holds the token: what stands beside it is no payload", async () => {
    const token = fromBody("signed");
    const event = await inBody(JSON.stringify({ id: "forged", signed: tokenOf(HS, { id: "e1" }) }), { token });
    expect(event.payload).toEqual({ id: "e1" });
    expect(event.id).toBe("e1");
    expect(await codeOf(inBody("{}", { token }))).toBe("SIGNATURE_MISSING");
    expect(await codeOf(inBody('{"signed":1}', { token }))).toBe("SIGNATURE_MALFORMED");
    expect(await codeOf(inBody("[", { token }))).toBe("SIGNATURE_MALFORMED");
    expect(await codeOf(inBody('{"__proto__":{"signed":"a.b.c"}}', { token }))).toBe("SIGNATURE_MISSING");
  });

  it("the digest of a body with a token is that of what is signed: beside it nothing makes a second event", async () => {
    const token = tokenOf(HS, { a: 1 });
    const read = async (body: string) => {
      const one = provider({ token: fromBody("signed") });
      return (await verify(one, { headers: {}, body }, { secret: SECRET } as never)) as any;
    };
    const first = await read(JSON.stringify({ signed: token }));
    const second = await read(JSON.stringify({ more: 1, signed: token }));
    expect(first.id).toMatch(/^sha256:/);
    expect(second.id).toBe(first.id);
    expect((await read(JSON.stringify({ signed: tokenOf(HS, { a: 2 }) }))).id).not.toBe(first.id);
  });

  it("unwrap makes the payload; what it cannot read is 400", async () => {
    const unwrap = (claims: Readonly<Record<string, unknown>>) => JSON.parse(String(claims.data));
    expect((await inBody(tokenOf(HS, { data: '{"id":"e1"}' }), { unwrap })).payload).toEqual({ id: "e1" });
    const bad = await inBody(tokenOf(HS, { data: "{" }), { unwrap });
    expect(await codeOf(() => bad.payload)).toBe("PAYLOAD_MALFORMED");
  });

  it("claims are sources, signed whatever the body is", async () => {
    const more = { eventId: fromClaim("jti"), eventType: fromClaim("event.kind") };
    const event = await attempt(tokenOf(HS, { jti: "t1", event: { kind: "made" } }), {}, { more, body: '{"jti":"b"}' });
    expect([event.id, event.type]).toEqual(["t1", "made"]);
    expect(event.signed).toMatchObject({ id: true, type: true, body: false });
    expect(event.payload).toEqual({ jti: "b" });
  });
});

describe("detached", () => {
  const detached = { of: "body", unencoded: true } as const;
  const header = { ...HS, b64: false, crit: ["b64"] };
  const sign = (body: string, head: object = header, alg = "HS256") =>
    `${url64(head)}..${signText(alg, `${url64(head)}.${body}`)}`;

  it("unencoded: the body as it is (RFC 7797), and not one byte of another", async () => {
    for (const body of ["{}", "", "a.b", "\u00e9\n"]) {
      const event = await attempt(sign(body), { detached }, { body });
      expect(event.signed.body).toBe(true);
      expect(await code(sign(body), { detached }, { body: `${body} ` })).toBe("SIGNATURE_MISMATCH");
    }
  });

  it("unencoded only with b64 false and crit, and only where the provider says so", async () => {
    const body = "{}";
    for (const more of [
      {},
      { b64: false },
      { crit: ["b64"] },
      { b64: true, crit: ["b64"] },
      { b64: 0, crit: ["b64"] },
    ]) {
      expect(await code(sign(body, { ...HS, ...more }), { detached }, { body })).toBe("SIGNATURE_MALFORMED");
    }
    expect(await code(sign(body), { detached: { of: "body" } }, { body })).toBe("SIGNATURE_MALFORMED");
  });

  it("encoded: the base64url of the body (RFC 7515 appendix F)", async () => {
    const body = '{"a":"é"}';
    const token = `${url64(HS)}..${signText("HS256", `${url64(HS)}.${url64(body)}`)}`;
    expect((await attempt(token, { detached: { of: "body" } }, { body })).signed.body).toBe(true);
    expect(await code(token, { detached: { of: "body" } }, { body: "{}" })).toBe("SIGNATURE_MISMATCH");
    expect(await code(sign(body, HS), { detached: { of: "body" } }, { body })).toBe("SIGNATURE_MISMATCH");
  });

  it("a payload of its own is refused where it is detached, and an empty one where it is not", async () => {
    expect(await code(tokenOf(header, {}), { detached })).toBe("SIGNATURE_MALFORMED");
    expect(await code(sign("{}", HS), {})).toBe("SIGNATURE_MALFORMED");
  });

  it("from what a function gives, in each way of writing it", async () => {
    const of = ({ url = "", body }: any, { kid }: any) => ["/a", "/b"].map((path) => [kid, path, url, body]);
    const head = { ...HS, kid: "k" };
    const text = Buffer.concat([Buffer.from("k/bhttps://x.example/{}")]).toString("base64url");
    const token = `${url64(head)}..${signText("HS256", `${url64(head)}.${text}`)}`;
    const options = { url: "https://x.example/" };
    expect((await attempt(token, { detached: { of } }, options)).signed).toMatchObject({ body: true, url: true });
    expect(await code(token, { detached: { of } }, { url: "https://y.example/" })).toBe("SIGNATURE_MISMATCH");
  });
});

describe("bindings", () => {
  const body = '{"a":"é"}';
  it.each(["hex", "base64", "base64url"] as const)("a hash of the body as %s", async (encoding) => {
    const binds = [{ claim: "digest", of: "body", hash: "sha256", encoding }] as const;
    const token = tokenOf(HS, { digest: hash(body, encoding) });
    expect((await attempt(token, { binds }, { body })).signed.body).toBe(true);
    expect(await code(token, { binds }, { body: `${body} ` })).toBe("BODY_DIGEST_MISMATCH");
    expect(await code(tokenOf(HS, {}), { binds }, { body })).toBe("BODY_DIGEST_MISMATCH");
    for (const digest of [
      "",
      1,
      null,
      [],
      hash(body, encoding).slice(1),
      hash(body, "hex").toUpperCase(),
      `${hash(body, encoding)} `,
    ]) {
      expect(await code(tokenOf(HS, { digest }), { binds }, { body })).toBe("BODY_DIGEST_MISMATCH");
    }
    // The signature is looked at first.
    expect(await code(tokenOf(HS, { digest: "" }, "another-secret-0123"), { binds }, { body })).toBe(
      "SIGNATURE_MISMATCH",
    );
  });

  it("the body itself as a claim, an empty one too", async () => {
    const binds = [{ claim: "data", of: "body" }] as const;
    for (const text of [body, ""]) {
      expect((await attempt(tokenOf(HS, { data: text }), { binds }, { body: text })).signed.body).toBe(true);
    }
    expect(await code(tokenOf(HS, { data: "" }), { binds }, { body })).toBe("BODY_DIGEST_MISMATCH");
    expect(await code(tokenOf(HS, { data: body }), { binds }, { body: "" })).toBe("BODY_DIGEST_MISMATCH");
    expect(await code(tokenOf(HS, { data: { a: "é" } }), { binds }, { body })).toBe("BODY_DIGEST_MISMATCH");
    expect(await code(tokenOf(HS, {}), { binds }, { body: "" })).toBe("BODY_DIGEST_MISMATCH");
  });

  it("a claim may be left out with an empty body, where the provider says so, and only then", async () => {
    const binds = [{ claim: "digest", of: "body", hash: "sha256", encoding: "hex", absentWhenEmpty: true }] as const;
    expect((await attempt(tokenOf(HS, {}), { binds }, { body: "" })).provider).toBe("acme");
    expect(await code(tokenOf(HS, {}), { binds }, { body })).toBe("BODY_DIGEST_MISMATCH");
    expect(await code(tokenOf(HS, { digest: hash(body) }), { binds }, { body: "" })).toBe("BODY_DIGEST_MISMATCH");
    expect((await attempt(tokenOf(HS, { digest: hash("") }), { binds }, { body: "" })).provider).toBe("acme");
  });

  it("the URL, whole; publicUrl stands for it behind a proxy", async () => {
    const binds = [{ claim: "url", of: "url", hash: "sha256", encoding: "hex" }] as const;
    const token = tokenOf(HS, { url: hash("https://a.example/hook?x=1") });
    const event = await attempt(token, { binds }, { url: "https://a.example/hook?x=1" });
    expect(event.signed).toMatchObject({ url: true, body: false });
    const behind = { url: "http://10.0.0.1/?x=1", publicUrl: "https://a.example/hook" };
    expect((await attempt(token, { binds }, behind)).provider).toBe("acme");
    expect((await refusal(attempt(token, { binds }, { url: "https://a.example/hook?x=2" }))).message).toMatch(
      /publicUrl/,
    );
    for (const url of [undefined, "/hook?x=1", "*"])
      expect(await code(token, { binds }, { url })).toBe("PUBLIC_URL_REQUIRED");
  });

  it("the digest of an event whose URL is signed tells URLs apart", async () => {
    const binds = [{ claim: "url", of: "url", hash: "sha256", encoding: "hex" }] as const;
    const read = async (url: string) =>
      (await attempt(tokenOf(HS, { url: hash(url) }), { binds }, { url, body: "" })).id;
    expect(await read("https://a.example/?id=1")).toBe(await read("https://a.example/?id=1"));
    expect(await read("https://a.example/?id=1")).not.toBe(await read("https://a.example/?id=2"));
  });

  it("what a function makes of the request", async () => {
    const binds = [{ claim: "line", of: ({ method, url }: any) => `${method} ${url}` }];
    const token = tokenOf(HS, { line: "POST https://a.example/" });
    const one = provider({ binds });
    const send = (method: string) =>
      verify(one, { method, url: "https://a.example/", headers: { authorization: token }, body: "" }, {
        secret: SECRET,
      } as never);
    expect(((await send("POST")) as any).signed).toMatchObject({ url: true, body: false });
    expect(await codeOf(send("PUT"))).toBe("SIGNATURE_MISMATCH");
  });

  it("without one nothing covers the body", async () => {
    const event = await attempt(tokenOf(HS, {}), {}, { body, more: { eventId: fromBody("a") } });
    expect(event.signed).toEqual({ id: false, type: false, timestamp: false, url: false, body: false });
  });
});

describe("times", () => {
  it("exp: good until the tolerance is over, to the second", async () => {
    for (const [exp, expected] of [
      [1, ""],
      [-299, ""],
      [-300, "TIMESTAMP_TOO_OLD"],
      [-3600, "TIMESTAMP_TOO_OLD"],
    ] as const) {
      const token = tokenOf(HS, { exp: NOW + exp });
      if (expected) expect(await code(token)).toBe(expected);
      else expect((await attempt(token)).provider).toBe("acme");
    }
    expect(await code(tokenOf(HS, { exp: NOW - 1 }), {}, { toleranceSeconds: 1 })).toBe("TIMESTAMP_TOO_OLD");
    expect((await attempt(tokenOf(HS, { exp: NOW }), {}, { toleranceSeconds: 1 })).provider).toBe("acme");
  });

  it("nbf: not before the tolerance; iat only where the provider counts from it", async () => {
    expect((await attempt(tokenOf(HS, { nbf: NOW + 300 }))).provider).toBe("acme");
    expect(await code(tokenOf(HS, { nbf: NOW + 301 }))).toBe("TIMESTAMP_TOO_NEW");
    expect((await attempt(tokenOf(HS, { iat: NOW + 9000 }))).provider).toBe("acme");
    expect(await code(tokenOf(HS, { iat: NOW + 301 }), { from: "iat" })).toBe("TIMESTAMP_TOO_NEW");
    expect((await attempt(tokenOf(HS, { iat: NOW - 9000 }), { from: "iat" })).provider).toBe("acme");
  });

  it("iat as the age: both ways, signed, and before the signature", async () => {
    const event = await attempt(tokenOf(HS, { iat: NOW - 300 }), { time: "iat" });
    expect([event.timestampMs, event.signed.timestamp]).toEqual([(NOW - 300) * 1000, true]);
    expect(await code(tokenOf(HS, { iat: NOW - 301 }), { time: "iat" })).toBe("TIMESTAMP_TOO_OLD");
    expect(await code(tokenOf(HS, { iat: NOW + 301 }), { time: "iat" })).toBe("TIMESTAMP_TOO_NEW");
    expect(await code(tokenOf(HS, {}), { time: "iat" })).toBe("TIMESTAMP_MISSING");
  });

  it.each(["1767225600", null, -1, 0, 1e12, "NaN", [NOW], {}, true])("a time %j is malformed", async (at) => {
    expect(await code(tokenOf(HS, { iat: at }), { time: "iat" })).toBe("TIMESTAMP_MALFORMED");
    expect(await code(tokenOf(HS, { exp: at }))).toBe("TIMESTAMP_MALFORMED");
    expect(await code(tokenOf(HS, { nbf: at }))).toBe("TIMESTAMP_MALFORMED");
  });

  it("1e999 is no time without an end", async () => {
    expect(await code(tokenOf(HS, '{"exp":1e999}'))).toBe("TIMESTAMP_MALFORMED");
  });

  it("a clock that tells no time refuses", async () => {
    for (const claims of [{ exp: NOW + 10 }, { nbf: NOW - 10 }, { iat: NOW }]) {
      const options = { clock: () => Number.NaN };
      expect(
        (await refusal(attempt(tokenOf(HS, claims), { time: "iat" in claims ? "iat" : undefined } as never, options)))
          .status,
      ).toBe(401);
    }
  });

  it("a claim that a genuine token always has is asked for", async () => {
    expect(await code(tokenOf(HS, {}), { requires: ["exp"] })).toBe("SIGNATURE_MALFORMED");
    expect((await attempt(tokenOf(HS, { exp: NOW + 1 }), { requires: ["exp"] })).provider).toBe("acme");
  });
});

describe("claims and options", () => {
  const asks = { audience: "aud" } as const;

  it("a fixed claim, one of several, and of its own type", async () => {
    expect((await attempt(tokenOf(HS, { iss: "acme" }), { claims: { iss: "acme" } })).provider).toBe("acme");
    expect((await attempt(tokenOf(HS, { iss: "b" }), { claims: { iss: ["a", "b"] } })).provider).toBe("acme");
    for (const iss of ["Acme", "acme ", "", null, 1, {}, true]) {
      expect(await code(tokenOf(HS, { iss }), { claims: { iss: "acme" } })).toBe("SIGNATURE_MISMATCH");
    }
    expect((await attempt(tokenOf(HS, { ok: true }), { claims: { ok: true } })).provider).toBe("acme");
    for (const ok of ["true", 1, false])
      expect(await code(tokenOf(HS, { ok }), { claims: { ok: true } })).toBe("SIGNATURE_MISMATCH");
  });

  it.each([
    ["me", "me"],
    [["you", "me"], "me"],
    ["me", ["you", "me"]],
    [
      ["you", "me"],
      ["me", "they"],
    ],
  ])("aud %j is for %j", async (aud, audience) => {
    expect((await attempt(tokenOf(HS, { aud }), { asks }, { audience })).provider).toBe("acme");
  });

  it.each([
    ["you", "me"],
    [["you"], "me"],
    [[], "me"],
    [[["me"]], "me"],
    ["me2", "me"],
    [undefined, "me"],
    [{ me: 1 }, "me"],
  ])("aud %j is not for %j", async (aud, audience) => {
    const error = await refusal(attempt(tokenOf(HS, { aud }), { asks }, { audience }));
    expect([error.code, error.status]).toEqual(["SIGNATURE_MISMATCH", 401]);
    expect(error.message).toMatch(/claim aud/);
  });

  it.each([undefined, "", " ", null, Number.NaN, true, [], ["me", ""], [undefined], {}])(
    "an option %j stops the app",
    async (audience) => {
      const error = await refusal(() => createVerifier(provider({ asks }), { secret: SECRET, audience }));
      expect(error.code).toBe("OPTION_INVALID");
      expect(error.message).toMatch(/^audience/);
    },
  );

  it("a number is that number, and no text", async () => {
    const app = { app: "app" };
    expect((await attempt(tokenOf(HS, { app: 7 }), { asks: app }, { app: 7 })).provider).toBe("acme");
    expect(await code(tokenOf(HS, { app: "7" }), { asks: app }, { app: 7 })).toBe("SIGNATURE_MISMATCH");
    expect(await code(tokenOf(HS, { app: 7 }), { asks: app }, { app: "7" })).toBe("SIGNATURE_MISMATCH");
  });

  it("an option may have a default, or go unchecked", async () => {
    const usual = { issuer: { claim: "iss", default: "https://api.acme.example" } };
    expect((await attempt(tokenOf(HS, { iss: "https://api.acme.example" }), { asks: usual })).provider).toBe("acme");
    expect(await code(tokenOf(HS, { iss: "https://own.example" }), { asks: usual })).toBe("SIGNATURE_MISMATCH");
    expect((await attempt(tokenOf(HS, { iss: "o" }), { asks: usual }, { issuer: "o" })).provider).toBe("acme");
    const free = { app: { claim: "app", optional: true } } as const;
    expect((await attempt(tokenOf(HS, {}), { asks: free })).provider).toBe("acme");
    expect(await code(tokenOf(HS, {}), { asks: free }, { app: "a" })).toBe("SIGNATURE_MISMATCH");
  });

  it("of several places the first that is there counts", async () => {
    const several = { app: { claim: ["data.app", "summary.app"] } };
    expect((await attempt(tokenOf(HS, { summary: { app: "a" } }), { asks: several }, { app: "a" })).provider).toBe(
      "acme",
    );
    const both = { data: { app: "b" }, summary: { app: "a" } };
    expect(await code(tokenOf(HS, both), { asks: several }, { app: "a" })).toBe("SIGNATURE_MISMATCH");
  });

  it("two verifiers of one provider have their own options", async () => {
    const one = provider({ asks });
    const token = { headers: { authorization: tokenOf(HS, { aud: "a" }) }, body: "" };
    expect(((await createVerifier(one, { secret: SECRET, audience: "a" })(token)) as any).provider).toBe("acme");
    expect(await codeOf(createVerifier(one, { secret: SECRET, audience: "b" })(token))).toBe("SIGNATURE_MISMATCH");
  });

  it("no message holds a claim, a token or the secret", async () => {
    const token = tokenOf(HS, { aud: "their-audience", exp: NOW - 9999 });
    for (const options of [
      {},
      { audience: "my-audience" },
      { secret: "another-secret-0123", audience: "my-audience" },
    ]) {
      const error = await refusal(attempt(token, { asks }, options));
      for (const part of ["their-audience", "my-audience", SECRET, token]) expect(error.message).not.toContain(part);
    }
  });
});

describe("published keys", () => {
  const { privateKey, publicKey } = keys.p256;
  const jwk = publicKey.export({ format: "jwk" }) as object;
  const options = { secret: undefined };
  const header = { alg: "ES256", kid: "k1" };
  const token = tokenOf(header, {}, privateKey);

  it("are asked for by id, with the clock and the fetch of the user; a token brings no address", async () => {
    const source = vi.fn(async (..._given: unknown[]) => ({ jwk }));
    const own = (async () => new Response()) as typeof fetch;
    const withAddress = tokenOf({ ...header, jku: "https://evil.example" }, {}, privateKey);
    const event = await attempt(withAddress, { algorithm: "ES256", keys: source as never }, { ...options, fetch: own });
    expect([event.provider, event.secretId]).toEqual(["acme", undefined]);
    expect(source.mock.calls).toEqual([
      [
        { keyId: "k1", url: undefined },
        { fetch: own, clock: expect.any(Function) },
      ],
    ]);
    const nameless = tokenOf({ alg: "ES256" }, {}, privateKey);
    await attempt(nameless, { algorithm: "ES256", keys: source as never }, options);
    expect(source.mock.calls[1]?.[0]).toEqual({ keyId: undefined, url: undefined });
  });

  it("as PEM too", async () => {
    const keys = async () => ({ pem: pemOf(publicKey) });
    expect((await attempt(token, { algorithm: "ES256", keys }, options)).provider).toBe("acme");
  });

  it("are not asked for by what is malformed, refused or stale", async () => {
    const source = vi.fn(async () => ({ jwk }));
    const data = { algorithm: "ES256", keys: source, time: "iat" } as const;
    for (const bad of [
      "x",
      tokenOf({ alg: "HS256", kid: "k1" }, { iat: NOW }),
      tokenOf(header, { iat: 1 }, privateKey),
    ]) {
      expect((await refusal(attempt(bad, data, options))).status).toBe(401);
    }
    expect(source).not.toHaveBeenCalled();
  });

  it("of another owner do not match; of another kind or use are refused", async () => {
    const other = (await import("node:crypto")).generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey;
    const from = (key: unknown) => ({ algorithm: "ES256", keys: async () => ({ jwk: key }) }) as never;
    expect(await code(token, from(other.export({ format: "jwk" })), options)).toBe("SIGNATURE_MISMATCH");
    for (const bad of [
      keys.rsa.publicKey.export({ format: "jwk" }),
      keys.p384.publicKey.export({ format: "jwk" }),
      { kty: "oct", k: "AAAA" },
      { ...jwk, use: "enc" },
      { ...jwk, alg: "ES384" },
      { ...jwk, key_ops: ["sign"] },
      {},
      null,
    ]) {
      expect(await code(token, from(bad), options)).toBe("KEY_UNKNOWN");
    }
    expect(await code(token, { algorithm: "ES256", keys: async () => ({ pem: "x" }) }, options)).toBe("KEY_UNKNOWN");
  });

  it("that cannot be had are 503; an unknown one stays what its source says", async () => {
    const failing = { algorithm: "ES256", keys: async () => Promise.reject(new Error("down")) } as never;
    const error = await refusal(attempt(token, failing, options));
    expect([error.code, error.status]).toEqual(["KEY_UNAVAILABLE", 503]);
    expect(await codeOf(() => createVerifier(provider(failing), { fetch: "x" }))).toBe("OPTION_INVALID");
  });

  it("are not asked for where the user gives one", async () => {
    const source = vi.fn(async () => ({ jwk }));
    const pinned = { secret: undefined, publicKey: pemOf(publicKey) };
    const data = { algorithm: "ES256", keys: source } as const;
    expect((await attempt(token, data, pinned)).provider).toBe("acme");
    const other = pemOf((await import("node:crypto")).generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey);
    expect(await code(token, data, { ...pinned, publicKey: other })).toBe("SIGNATURE_MISMATCH");
    expect(source).not.toHaveBeenCalled();
  });

  it("may depend on an option", async () => {
    const keysFrom =
      ({ origin }: { readonly origin: string }) =>
      async () =>
        origin === "https://a.example" ? { jwk } : { jwk: {} };
    const data = { algorithm: "ES256", keysFrom } as never;
    expect((await attempt(token, data, { ...options, origin: "https://a.example" })).provider).toBe("acme");
    expect(await code(token, data, { ...options, origin: "https://b.example" })).toBe("KEY_UNKNOWN");
  });
});

describe("the verbs", () => {
  it("parseSignatureHeader gives what is signed, computeSignature signs it again", async () => {
    const one = jws({ algorithm: "HS256", token: { in: "header", path: "authorization" } });
    const token = tokenOf({ ...HS, kid: "k" }, { a: 1 });
    const { candidates, fields } = parseSignatureHeader(one, { headers: { authorization: token } });
    expect(`${fields.header}.${fields.payload}`).toBe(token.slice(0, token.lastIndexOf(".")));
    expect(candidates[0]?.keyId).toBe("k");
    expect(new Uint8Array(await computeSignature(one, SECRET, { fields }))).toEqual(candidates[0]?.bytes);
  });

  it("a public key signs nothing", async () => {
    expect("compute" in scheme({ algorithm: "RS256" })).toBe(false);
    expect("compute" in scheme()).toBe(true);
    expect(providerOf(scheme()).scheme.kind).toBe("jws");
  });
});
