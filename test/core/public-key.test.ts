import { generateKeyPairSync } from "node:crypto";
import { createVerifier, verify, WebhookConfigError } from "hookonce";
import { describe, expect, it } from "vitest";
import { providerOf } from "../support/acme.js";
import { ALGORITHM, accept, build, cryptoKey, deliver, derOf, kinds, pairs, pemOf, schemeOf } from "../support/keys.js";
import { codeOf, refusal } from "../support/refusal.js";

describe.each(kinds)("%s", (kind) => {
  const { publicKey } = pairs[kind];

  it("takes its key as base64, PEM, DER or CryptoKey, alone, in a list, named or from a function", async () => {
    const der = derOf(publicKey);
    const text = Buffer.from(der).toString("base64");
    const pem = pemOf(publicKey);
    const forms = [text, pem, `\n${pem}\n`, pem.replaceAll("\n", "\r\n"), der, Buffer.from(der), await cryptoKey(kind)];
    for (const form of forms) {
      expect((await accept(kind, form)).provider).toBe("acme");
      expect((await accept(kind, [undefined, form])).provider).toBe("acme");
      expect((await accept(kind, async () => form)).provider).toBe("acme");
      expect((await accept(kind, { id: "main", value: form })).secretId).toBe("main");
    }
  });

  it("the second of two keys counts, and one that is not among them does not", async () => {
    const { publicKey: other } =
      kind === "rsa"
        ? generateKeyPairSync("rsa", { modulusLength: 2048 })
        : kind === "ecdsa"
          ? generateKeyPairSync("ec", { namedCurve: "P-256" })
          : generateKeyPairSync("ed25519");
    expect((await accept(kind, [pemOf(other), { id: "new", value: pemOf(publicKey) }])).secretId).toBe("new");
    expect(await codeOf(accept(kind, [pemOf(other)]))).toBe("SIGNATURE_MISMATCH");
  });

  it("one bit of the body is refused", async () => {
    const delivery = { ...deliver(kind), body: "{|" };
    const attempt = verify(providerOf(schemeOf(kind)) as any, delivery, { publicKey: pemOf(publicKey) } as never);
    expect(await codeOf(attempt)).toBe("SIGNATURE_MISMATCH");
  });

  it("no key at all is missing", async () => {
    for (const none of [undefined, null, "", [], [undefined]])
      expect((await build(kind, none)).code).toBe("SECRET_MISSING");
    const mismatch = await refusal(() => createVerifier(providerOf(schemeOf(kind)) as any, { secret: "x" } as never));
    expect(mismatch.code).toBe("CREDENTIAL_MISMATCH");
  });

  it("what is no public key of this kind is refused while the app is built, without showing it", async () => {
    const others = Object.entries(pairs)
      .filter(([name]) => name !== kind)
      .map(([, pair]) => pair.publicKey);
    const der = derOf(publicKey);
    const wrong: unknown[] = [
      ...others.flatMap((other) => [pemOf(other), derOf(other), Buffer.from(derOf(other)).toString("base64")]),
      pairs[kind].privateKey.export({ format: "pem", type: "pkcs8" }),
      pairs[kind].privateKey.export({ format: "der", type: "pkcs8" }),
      der.subarray(0, -1),
      new Uint8Array([...der, 0]),
      new Uint8Array(),
      Buffer.from(der).toString("base64").slice(0, -4),
      `${Buffer.from(der).toString("base64")} `,
      Buffer.from(der).toString("hex"),
      pemOf(publicKey).replace("PUBLIC", "RSA PUBLIC"),
      pemOf(publicKey).replace("-----END PUBLIC KEY-----", ""),
      `${pemOf(publicKey)}${pemOf(publicKey)}`,
      "changeme",
      12,
      true,
      {},
      pairs[kind].privateKey,
    ];
    for (const [i, value] of wrong.entries()) {
      const error = await build(kind, value);
      expect(error, `case ${i}`).toBeInstanceOf(WebhookConfigError);
      expect(error.code, `case ${i}`).toBe("PUBLIC_KEY_UNUSABLE");
      if (typeof value === "string") expect(error.message).not.toContain(value.slice(30, 60) || "changeme");
    }
  });

  it("a CryptoKey of another kind is refused", async () => {
    const other = kind === "rsa" ? "ecdsa" : "rsa";
    expect((await build(kind, await cryptoKey(other))).code).toBe("PUBLIC_KEY_UNUSABLE");
  });

  it("a private CryptoKey is refused, its public half is taken", async () => {
    const rsaPair = { ...ALGORITHM.rsa, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
    const algorithm: any = kind === "rsa" ? rsaPair : ALGORITHM[kind];
    const pair = (await crypto.subtle.generateKey(algorithm, false, ["sign", "verify"])) as CryptoKeyPair;
    expect((await build(kind, pair.privateKey)).code).toBe("PUBLIC_KEY_UNUSABLE");
    const verifier = createVerifier(providerOf(schemeOf(kind)) as any, { publicKey: pair.publicKey } as never);
    expect(await codeOf(verifier(deliver(kind)))).toBe("SIGNATURE_MISMATCH");
  });

  it("a function that fails, or gives no key: KEY_UNAVAILABLE, and the sender comes again", async () => {
    const functions = [
      () => undefined,
      () => "changeme",
      () => Promise.reject(new Error("key server is down")),
      () => {
        throw new Error("key server is down");
      },
    ];
    for (const failing of functions) {
      const error = await refusal(accept(kind, failing));
      expect([error.code, error.status]).toEqual(["KEY_UNAVAILABLE", 503]);
    }
  });
});
