import { createHash } from "node:crypto";
import {
  basic,
  computeSignature,
  createVerifier,
  digest,
  fromBody,
  fromForm,
  fromHeader,
  fromQuery,
  token,
  verify,
} from "hookonce";
import { describe, expect, it } from "vitest";
import { providerOf } from "../support/acme.js";
import { codeOf, refusal } from "../support/refusal.js";

const TOKEN = "tok_0123456789";

describe("token", () => {
  const attempt = (header: any, delivery: object, secret: unknown = TOKEN) =>
    verify(providerOf(token({ header })), { headers: {}, body: "{}", ...delivery } as any, {
      secret: secret as string,
    });

  it("is accepted in a header, a query, a form and JSON", async () => {
    const places: [any, object][] = [
      ["X-Token", { headers: { "x-token": TOKEN } }],
      [fromHeader("X-Token"), { headers: { "x-token": TOKEN } }],
      [fromQuery("token"), { url: `/hook?token=${TOKEN}` }],
      [fromQuery("token"), { url: new URL(`https://acme.example/hook?token=${TOKEN}`) }],
      [fromForm("token"), { body: `a=1&token=${TOKEN}` }],
      [fromBody("auth.token"), { body: `{"auth":{"token":"${TOKEN}"}}` }],
    ];
    for (const [place, delivery] of places) {
      const event = await attempt(place, delivery);
      expect(event.signed).toEqual({ id: false, type: false, timestamp: false, url: false, body: false });
      expect(await codeOf(attempt(place, delivery, "tok_0123456780"))).toBe("SIGNATURE_MISMATCH");
      expect(await codeOf(attempt(place, {}))).toBe("SIGNATURE_MISSING");
    }
  });

  it.each([
    TOKEN.slice(1),
    TOKEN.slice(0, -1),
    `${TOKEN} `,
    TOKEN.toUpperCase(),
    `${TOKEN}\u0000`,
    `${TOKEN},${TOKEN}`,
  ])("%j is another token", async (text) => {
    expect(await codeOf(attempt("x-token", { headers: { "x-token": text } }))).toBe("SIGNATURE_MISMATCH");
  });

  it("one of 4096 characters is read, a longer one is malformed", async () => {
    const long = "t".repeat(4096);
    expect((await attempt("x-token", { headers: { "x-token": long } }, long)).provider).toBe("acme");
    const longer = { headers: { "x-token": `${long}t` } };
    expect(await codeOf(attempt("x-token", longer, `${long}t`))).toBe("SIGNATURE_MALFORMED");
  });

  it("what is no text is malformed, and what comes twice is refused", async () => {
    for (const value of ["1", "true", "{}", `["${TOKEN}"]`]) {
      const body = `{"token":${value}}`;
      expect(await codeOf(attempt(fromBody("token"), { body })), body).toBe("SIGNATURE_MALFORMED");
    }
    expect(await codeOf(attempt(fromForm("token"), { body: `token=${TOKEN}&token=${TOKEN}` }))).toBe(
      "SIGNATURE_MISSING",
    );
    expect(await codeOf(attempt("x-token", { headers: { "x-token": [TOKEN, TOKEN] } }))).toBe("SIGNATURE_DUPLICATED");
  });

  it.each([fromBody("token"), fromForm("token")])("a body that cannot be read is malformed: %#", async (place) => {
    const body = place.in === "body" ? "{" : "token=%zz";
    expect(await codeOf(attempt(place, { body }))).toBe("SIGNATURE_MALFORMED");
  });

  it("a body that holds its token is read up to 256 KiB", async () => {
    const body = `{"token":"${TOKEN}"}`;
    expect((await attempt(fromBody("token"), { body: body.padEnd(256 * 1024) })).provider).toBe("acme");
    expect(await codeOf(attempt(fromBody("token"), { body: body.padEnd(256 * 1024 + 1) }))).toBe("SIGNATURE_MALFORMED");
  });

  it("says where it looks, and its signature is the token", async () => {
    expect(token({ header: fromBody("token") }).looksInside).toBe("json");
    expect(token({ header: fromForm("token") }).looksInside).toBe("form");
    expect(token({ header: "x-token" }).looksInside).toBe(false);
    expect(Buffer.from(await computeSignature(token({ header: "x-token" }), TOKEN, {})).toString()).toBe(TOKEN);
  });
});

describe("basic", () => {
  const provider = providerOf(basic()) as any;
  const encode = (text: string) => Buffer.from(text).toString("base64");
  const attempt = (authorization: unknown, credentials: object = { username: "ann", password: "pa:ss é" }) =>
    verify(provider, { headers: { authorization } as never, body: "{}" }, credentials as never);

  it("the right name and password are accepted, with the word Basic in any case", async () => {
    for (const word of ["Basic", "basic", "BASIC"]) {
      expect((await attempt(`${word} ${encode("ann:pa:ss é")}`)).signed.body).toBe(false);
    }
  });

  it.each(["ann:pa:ss e", "ann:pa:ss", "Ann:pa:ss é", "bob:pa:ss é", ":pa:ss é", "ann:", "ann", "annpa:ss é"])(
    "%s is refused",
    async (text) => expect(await codeOf(attempt(`Basic ${encode(text)}`))).toBe("SIGNATURE_MISMATCH"),
  );

  it.each([
    "Basic",
    "Basic ",
    `Bearer ${encode("ann:pa:ss é")}`,
    encode("ann:pa:ss é"),
    `Basic  ${encode("ann:pa:ss é")}`,
    ` Basic ${encode("ann:pa:ss é")}`,
    `Basic ${encode("ann:pa:ss é")} `,
    `Basic ${encode("ann:pa:ss é")}, Basic ${encode("ann:pa:ss é")}`,
    `Basic ${encode("ann:pa:ss é").replace(/=*$/, "")}!`,
    `Basic ${"QUJD".repeat(1100)}`,
    "Basic ann:pa:ss",
  ])("a header of another form is malformed: %s", async (header) => {
    expect(await codeOf(attempt(header))).toBe("SIGNATURE_MALFORMED");
  });

  it("a missing header and one that came twice are told apart", async () => {
    expect(await codeOf(attempt(undefined))).toBe("SIGNATURE_MISSING");
    expect(await codeOf(attempt(""))).toBe("SIGNATURE_MISSING");
    const header = `Basic ${encode("ann:pa:ss é")}`;
    expect(await codeOf(attempt([header, header]))).toBe("SIGNATURE_DUPLICATED");
  });

  it.each<[string, object]>([
    ["no name", { password: "x" }],
    ["no password", { username: "ann" }],
    ["a blank name", { username: "", password: "x" }],
    ["a blank password", { username: "ann", password: "" }],
    ["undefined", { username: undefined, password: undefined }],
    ["nothing", {}],
  ])("%s is refused while the app is built", async (_name, credentials) => {
    expect(await codeOf(() => createVerifier(provider, credentials as never))).toBe("SECRET_MISSING");
  });

  it("a secret in place of name and password is the wrong option", async () => {
    expect(await codeOf(() => createVerifier(provider, { secret: "x" } as never))).toBe("CREDENTIAL_MISMATCH");
  });

  it("a name with a colon is refused: it would move the border to the password", async () => {
    const error = await refusal(() => createVerifier(provider, { username: "ann:pa", password: "ss é" } as never));
    expect(error).toMatchObject({ name: "WebhookConfigError" });
  });

  it("both may come from functions of the platform", async () => {
    const verifier = createVerifier(provider, {
      username: async (env: any) => env.user,
      password: (env: any) => env.password,
    } as never);
    const delivery = { headers: { authorization: `Basic ${encode("ann:secret")}` }, body: "{}" };
    expect((await verifier(delivery, { user: "ann", password: "secret" })).provider).toBe("acme");
    expect(await codeOf(verifier(delivery, { user: "ann", password: "other" }))).toBe("SIGNATURE_MISMATCH");
    expect(await codeOf(verifier(delivery, { user: "ann" }))).toBe("SECRET_UNAVAILABLE");
  });
});

describe("digest", () => {
  const data = { hash: "sha256", header: "x-signature", format: "{signature}", encoding: "hex" } as const;
  const hash = (...parts: (string | Uint8Array)[]) => {
    const state = createHash("sha256");
    for (const part of parts) state.update(part);
    return state.digest("hex");
  };
  const attempt = (
    signs: string,
    signature: string,
    body: string | Uint8Array = "{}",
    secret: string | Uint8Array = "s3cret",
  ) => verify(providerOf(digest({ ...data, signs })), { headers: { "x-signature": signature }, body }, { secret });

  it("hashes the secret with what is signed, wherever it stands", async () => {
    expect((await attempt("{secret}{body}", hash("s3cret{}"))).signed.body).toBe(true);
    expect((await attempt("{body}:{secret}", hash("{}:s3cret"))).provider).toBe("acme");
    expect(await codeOf(attempt("{secret}{body}", hash("{}")))).toBe("SIGNATURE_MISMATCH");
    expect(await codeOf(attempt("{secret}{body}", hash("s3cret{} ")))).toBe("SIGNATURE_MISMATCH");
    expect(await codeOf(attempt("{secret}{body}", hash("s3creT{}")))).toBe("SIGNATURE_MISMATCH");
  });

  it("takes bytes as secret and as body", async () => {
    const secret = new Uint8Array([0xff, 0]);
    const body = new Uint8Array([0xc0, 0x80]);
    expect((await attempt("{secret}{body}", hash(secret, body), body, secret)).body).toBe(body);
  });

  it("is computed by the same scheme", async () => {
    const bytes = await computeSignature(digest({ ...data, signs: "{secret}{body}" }), "s3cret", { body: "{}" });
    expect(Buffer.from(bytes).toString("hex")).toBe(hash("s3cret{}"));
  });

  it.each(["{body}", "secret{body}", "[{secret}]{body}", "{secret|crc32}{body}"])(
    "%s leaves the secret out, so that anybody could compute it",
    async (signs) => {
      expect(await codeOf(() => providerOf(digest({ ...data, signs })))).toBe("PROVIDER_INVALID");
    },
  );

  it("one template of two that leaves the secret out is refused", async () => {
    const signs = ["{secret}{body}", "{body}"];
    expect(await codeOf(() => providerOf(digest({ ...data, signs })))).toBe("PROVIDER_INVALID");
  });
});
