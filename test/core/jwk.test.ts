import { type createPublicKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { jwkToSpki } from "../../src/core/jwk.js";

const CURVES = [
  ["P-256", "ECDSA", "ES256"],
  ["P-384", "ECDSA-P384", "ES384"],
  ["P-521", "ECDSA-P521", "ES512"],
] as const;

const spkiOf = (key: ReturnType<typeof createPublicKey>) => key.export({ format: "der", type: "spki" }).toString("hex");
const rsa = (modulusLength: number, publicExponent = 65_537) =>
  generateKeyPairSync("rsa", { modulusLength, publicExponent }).publicKey;

describe("a JSON Web Key becomes the DER that node:crypto writes", () => {
  it.each(CURVES)("%s, whatever its coordinates begin with", (namedCurve, algorithm, name) => {
    for (let i = 0; i < 40; i++) {
      const { publicKey } = generateKeyPairSync("ec", { namedCurve });
      expect(jwkToSpki(publicKey.export({ format: "jwk" }), algorithm, name)).toBe(spkiOf(publicKey));
    }
  });

  it("RSA of several lengths and exponents", () => {
    for (const key of [rsa(1024), rsa(2048), rsa(2049), rsa(3072), rsa(2048, 3)]) {
      expect(jwkToSpki(key.export({ format: "jwk" }), "RSA", "RS256")).toBe(spkiOf(key));
    }
  });

  it("zeros before the modulus are none of it", () => {
    const key = rsa(2048);
    const jwk = key.export({ format: "jwk" });
    const n = Buffer.concat([Buffer.alloc(2), Buffer.from(jwk.n as string, "base64url")]).toString("base64url");
    expect(jwkToSpki({ ...jwk, n }, "RSA", "RS256")).toBe(spkiOf(key));
  });
});

describe("what is no such key is refused", () => {
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });
  const key = rsa(2048).export({ format: "jwk" });

  it.each([undefined, null, "", "{}", 1, [], {}, Object.create(ec)])("%j", (jwk) => {
    expect(jwkToSpki(jwk, "ECDSA", "ES256")).toBeUndefined();
    expect(jwkToSpki(jwk, "RSA", "RS256")).toBeUndefined();
  });

  it.each([
    { kty: "OKP" },
    { kty: undefined },
    { crv: "P-384" },
    { crv: "secp256k1" },
    { crv: undefined },
    { x: undefined },
    { y: "" },
    { x: `${ec.x}AA` },
    { x: `${ec.x}=` },
    { x: 1 },
    { use: "enc" },
    { use: "" },
    { alg: "ES384" },
    { alg: "HS256" },
    { alg: null },
    { key_ops: [] },
    { key_ops: ["sign"] },
    { key_ops: "verify" },
  ])("EC with %j", (changes) => {
    expect(jwkToSpki({ ...ec, ...changes }, "ECDSA", "ES256")).toBeUndefined();
  });

  it.each([{ use: "sig" }, { alg: "ES256" }, { key_ops: ["verify"] }, { use: undefined }, { kid: "x", x5c: [] }])(
    "EC with %j is one",
    (changes) => {
      expect(jwkToSpki({ ...ec, ...changes }, "ECDSA", "ES256")).toMatch(/^3059/);
    },
  );

  it.each([
    { kty: "EC" },
    { n: undefined },
    { e: undefined },
    { e: "" },
    { n: "" },
    { n: Buffer.alloc(127, 0xff).toString("base64url") },
    { n: Buffer.alloc(2049, 0xff).toString("base64url") },
    { alg: "PS256" },
    { alg: "RS512" },
    { use: "enc" },
  ])("RSA with %j", (changes) => {
    expect(jwkToSpki({ ...key, ...changes }, "RSA", "RS256")).toBeUndefined();
  });

  it("a key of one curve is none of another", () => {
    for (const [namedCurve] of CURVES) {
      const jwk = generateKeyPairSync("ec", { namedCurve }).publicKey.export({ format: "jwk" });
      const fits = CURVES.filter(([, algorithm, name]) => jwkToSpki(jwk, algorithm, name) !== undefined);
      expect(fits.map(([curve]) => curve)).toEqual([namedCurve]);
    }
  });

  it("a polluted Object.prototype lends nothing", () => {
    const prototype = Object.prototype as Record<string, unknown>;
    try {
      Object.assign(prototype, ec);
      expect(jwkToSpki({}, "ECDSA", "ES256")).toBeUndefined();
    } finally {
      for (const name of Object.keys(ec)) delete prototype[name];
    }
  });
});
