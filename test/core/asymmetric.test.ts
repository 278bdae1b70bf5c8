import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { createVerifier, verify } from "hookonce";
import { discord } from "hookonce/providers/discord";
import { sendgrid } from "hookonce/providers/sendgrid";
import { describe, expect, it } from "vitest";
import { providerOf } from "../support/acme.js";
import { ALGORITHM, accept, build, cryptoKey, deliver, derOf, pairs, pemOf, rawOf, schemeOf } from "../support/keys.js";
import { codeOf, refusal } from "../support/refusal.js";

describe("Ed25519 keys", () => {
  const raw = rawOf(pairs.ed25519.publicKey);

  it("are taken raw, as hex in any case, as base64, with a prefix, or as bytes", async () => {
    for (const text of [raw.toString("hex"), raw.toString("hex").toUpperCase()]) {
      expect((await accept("ed25519", text, schemeOf("ed25519", "raw-hex"))).provider).toBe("acme");
    }
    const base64 = schemeOf("ed25519", "raw-base64", { strip: "whpk_" });
    for (const text of [raw.toString("base64"), `whpk_${raw.toString("base64")}`, raw, new Uint8Array(raw)]) {
      expect((await accept("ed25519", text, base64)).provider).toBe("acme");
    }
  });

  it.each(["raw-hex", "raw-base64"] as const)("of another length or encoding are refused: %s", async (form) => {
    const wrong = [
      raw.subarray(1).toString(form === "raw-hex" ? "hex" : "base64"),
      Buffer.concat([raw, Buffer.from([0])]).toString(form === "raw-hex" ? "hex" : "base64"),
      raw.toString(form === "raw-hex" ? "base64" : "hex"),
      raw.toString("base64url"),
      raw.subarray(1),
      "g".repeat(64),
    ];
    for (const value of wrong) {
      expect((await build("ed25519", value, schemeOf("ed25519", form))).code).toBe("PUBLIC_KEY_UNUSABLE");
    }
  });

  it("Discord refuses a bot token and an application id", async () => {
    for (const value of ["MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs", "198622483471925248"]) {
      const error = await refusal(() => createVerifier(discord, { publicKey: value }));
      expect(error.code).toBe("PUBLIC_KEY_UNUSABLE");
      expect(error.message).toContain("DISCORD_PUBLIC_KEY");
      expect(error.message).not.toContain(value);
    }
  });
});

describe("ECDSA keys", () => {
  it("a point that is not on the curve is refused at the latest when it is used, and never accepts", async () => {
    const der = derOf(pairs.ecdsa.publicKey);
    der[der.length - 1] = (der[der.length - 1] as number) ^ 1;
    const error = await refusal(accept("ecdsa", der));
    expect(["PUBLIC_KEY_UNUSABLE", "KEY_UNAVAILABLE"]).toContain(error.code);
  });

  it("a CryptoKey over another curve is refused", async () => {
    const key = await cryptoKey("ecdsa", { name: "ECDSA", namedCurve: "P-384" }, pairs.p384.publicKey);
    expect((await build("ecdsa", key)).code).toBe("PUBLIC_KEY_UNUSABLE");
  });

  it("SendGrid's key is taken as its dashboard shows it", () => {
    const text = Buffer.from(derOf(pairs.ecdsa.publicKey)).toString("base64");
    expect(createVerifier(sendgrid, { publicKey: text })).toBeTypeOf("function");
  });

  it("DER and r‖s are not taken for each other", async () => {
    const raw = sign("sha256", Buffer.from("{}"), { key: pairs.ecdsa.privateKey, dsaEncoding: "ieee-p1363" });
    const delivery = { headers: { "x-signature": raw.toString("base64") }, body: "{}" };
    const options = { publicKey: pemOf(pairs.ecdsa.publicKey) } as never;
    const attempt = (signature: "der" | "raw") =>
      verify(providerOf(schemeOf("ecdsa", "spki", { signature })) as any, delivery, options);
    expect((await attempt("raw")).provider).toBe("acme");
    expect(await codeOf(attempt("der"))).toBe("SIGNATURE_MISMATCH");
  });
});

describe("hashes", () => {
  it.each(["sha256", "sha384", "sha512"] as const)("ECDSA and RSA take %s where the scheme says so", async (hash) => {
    for (const kind of ["ecdsa", "rsa"] as const) {
      const attempt = (signedWith: string) =>
        verify(
          providerOf(schemeOf(kind, "spki", { hash })) as any,
          deliver(kind, "{}", pairs[kind].privateKey, signedWith),
          { publicKey: pemOf(pairs[kind].publicKey) } as never,
        );
      expect((await attempt(hash)).provider).toBe("acme");
      expect(await codeOf(attempt(hash === "sha256" ? "sha512" : "sha256"))).toBe("SIGNATURE_MISMATCH");
    }
  });

  it("RSA takes SHA-1 only where the scheme says so", async () => {
    const delivery = deliver("rsa", "{}", pairs.rsa.privateKey, "sha1");
    const options = { publicKey: pemOf(pairs.rsa.publicKey) } as never;
    expect(
      (await verify(providerOf(schemeOf("rsa", "spki", { hash: "sha1" })) as any, delivery, options)).provider,
    ).toBe("acme");
    expect(await codeOf(verify(providerOf(schemeOf("rsa")) as any, delivery, options))).toBe("SIGNATURE_MISMATCH");
  });

  it("a CryptoKey made for another hash does not change the hash of the scheme", async () => {
    const key = await cryptoKey("rsa", { ...ALGORITHM.rsa, hash: "SHA-1" });
    const delivery = deliver("rsa", "{}", pairs.rsa.privateKey, "sha1");
    const attempt = async () => verify(providerOf(schemeOf("rsa")) as any, delivery, { publicKey: key } as never);
    expect(["PUBLIC_KEY_UNUSABLE", "SIGNATURE_MISMATCH"]).toContain(await codeOf(attempt()));
  });

  it("an RSA key of 1024 bits is refused", async () => {
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
    expect((await build("rsa", pemOf(publicKey))).code).toBe("PUBLIC_KEY_UNUSABLE");
  });

  it("the private key's own public half is the one that verifies", async () => {
    const half = createPublicKey(createPrivateKey(pairs.rsa.privateKey.export({ format: "pem", type: "pkcs8" })));
    expect((await accept("rsa", pemOf(half))).provider).toBe("acme");
  });
});
