import { generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import * as node from "../../src/crypto/node.js";
import * as web from "../../src/crypto/web.js";

const backends: [string, typeof import("#crypto")][] = [
  ["node", node],
  ["web", web as never],
];
const CURVES = [
  ["P-256", "ECDSA", "sha256", 64],
  ["P-384", "ECDSA-P384", "sha384", 96],
  ["P-384", "ECDSA-P384", "sha256", 96],
  ["P-521", "ECDSA-P521", "sha512", 132],
] as const;
const text = "what is signed";

const pairOf = (namedCurve: string) => {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve });
  return { spki: new Uint8Array(publicKey.export({ format: "der", type: "spki" })), privateKey };
};

describe.each(backends)("the %s backend", (_name, backend) => {
  it.each(CURVES)("%s as %s with %s: r‖s of %i bytes, and no bit of another", async (curve, algorithm, hash, size) => {
    const { spki, privateKey } = pairOf(curve);
    const key = backend.importPublicKey(algorithm, hash, spki);
    const signature = new Uint8Array(sign(hash, Buffer.from(text), { key: privateKey, dsaEncoding: "ieee-p1363" }));
    expect(signature.length).toBe(size);
    expect(await backend.verifySignature(key, signature, [text])).toBe(true);
    expect(
      await backend.verifySignature(key, signature, [text.slice(0, 4), new TextEncoder().encode(text.slice(4))]),
    ).toBe(true);
    expect(await backend.verifySignature(key, signature, [`${text} `])).toBe(false);
    for (const at of [0, size / 2, size - 1]) {
      const other = signature.slice();
      other[at] = (other[at] as number) ^ 1;
      expect(await backend.verifySignature(key, other, [text])).toBe(false);
    }
    const der = new Uint8Array(sign(hash, Buffer.from(text), privateKey));
    expect(await backend.verifySignature(key, der, [text])).toBe(false);
    expect(await backend.verifySignature(key, new Uint8Array(size), [text])).toBe(false);
  });

  it("a CryptoKey of another curve is refused at once", async () => {
    for (const [curve] of CURVES) {
      const { spki } = pairOf(curve);
      const key = await crypto.subtle.importKey(
        "spki",
        spki as BufferSource,
        { name: "ECDSA", namedCurve: curve },
        true,
        ["verify"],
      );
      for (const [other, algorithm, hash] of CURVES) {
        const take = () => backend.importPublicKey(algorithm, hash, key as never);
        if (other === curve) expect(take()).toBeTruthy();
        else expect(take).toThrow(TypeError);
      }
    }
  });
});
