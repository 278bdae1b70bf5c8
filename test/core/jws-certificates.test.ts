import { generateKeyPairSync } from "node:crypto";
import { type CertificateKeys, jws } from "hookonce";
import { describe, expect, it } from "vitest";
import { ecdsaSignature, parseCertificate } from "../../src/core/schemes/der.js";
import { certificateKeys } from "../../src/core/schemes/jws-certificates.js";
import { decodeHex } from "../../src/encoding/hex.js";
import {
  certificate,
  certified,
  chainOf,
  der,
  extension,
  inputs,
  MARKERS,
  marker,
  oid,
  readByNode,
  sameKey,
} from "../support/certificates.js";
import { readJson } from "../support/data.js";
import { codeOf, refusal } from "../support/refusal.js";
import { attempt, tokenOf } from "../support/tokens.js";

const NOW_MS = Date.parse("2026-11-23T12:00:00Z");
const rules = (root = chainOf()[2] as Buffer) => ({
  roots: [root.toString("base64")],
  leafMarker: MARKERS.leaf,
  intermediateMarker: MARKERS.intermediate,
});
const keysOf = (given: ReturnType<typeof rules>) => certificateKeys(given) as CertificateKeys;
const check = async (chain: readonly Buffer[], { root = chain[2] as Buffer, nowMs = NOW_MS } = {}) =>
  keysOf(rules(root))(
    chain.map((one) => one.toString("base64")),
    nowMs,
  );
const refusalOf = async (chain: readonly Buffer[], more: object = {}) => codeOf(check(chain, more));

describe("three certificates", () => {
  it("that lead to the trusted root give the key of the first", async () => {
    const chain = chainOf();
    const [leaf, intermediate, root] = chain.map(readByNode);
    expect(leaf?.verify(certified.intermediate.publicKey)).toBe(true);
    expect(leaf?.checkIssued(intermediate as never)).toBe(true);
    expect(intermediate?.verify(root?.publicKey as never)).toBe(true);
    expect(sameKey(await check(chain), certified.leaf.publicKey)).toBe(true);
  });

  it("over P-256 and with any of the three hashes too", async () => {
    for (const hash of ["sha256", "sha384", "sha512"] as const) {
      const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const chain = chainOf({
        intermediate: { key: p256.publicKey, hash },
        leaf: { signer: p256.privateKey, hash },
      });
      expect(sameKey(await check(chain), certified.leaf.publicKey)).toBe(true);
    }
  });

  it("one less, one more, or none are malformed", async () => {
    const [leaf, intermediate, root] = chainOf() as [Buffer, Buffer, Buffer];
    for (const chain of [[], [leaf], [leaf, intermediate], [leaf, intermediate, root, root]]) {
      expect(await refusalOf(chain, { root })).toBe("SIGNATURE_MALFORMED");
    }
  });

  it("under another root of the same name, or of another, are refused", async () => {
    const other = generateKeyPairSync("ec", { namedCurve: "P-384" });
    const root = certificate({ ...inputs.root, key: other.publicKey, signer: other.privateKey });
    expect(await refusalOf(chainOf(), { root })).toBe("SIGNATURE_MISMATCH");
    const named = certificate({ ...inputs.root, subject: "Other", issuer: "Other" });
    expect(await refusalOf(chainOf(), { root: named })).toBe("SIGNATURE_MISMATCH");
    // The root that the token brings proves nothing.
    const own = chainOf({
      root: { key: other.publicKey, signer: other.privateKey },
      intermediate: { signer: other.privateKey },
    });
    expect(await refusalOf(own, { root: chainOf()[2] })).toBe("SIGNATURE_MISMATCH");
  });

  it("a trusted root under the name of another one does not hide it", async () => {
    const other = generateKeyPairSync("ec", { namedCurve: "P-384" });
    const chain = chainOf();
    const decoy = certificate({ ...inputs.root, subject: "Decoy", issuer: "Decoy", key: other.publicKey });
    const both = { ...rules(), roots: [decoy, chain[2] as Buffer].map((one) => one.toString("base64")) };
    const spki = await keysOf(both)(
      chain.map((one) => one.toString("base64")),
      NOW_MS,
    );
    expect(sameKey(spki, certified.leaf.publicKey)).toBe(true);
  });

  it("one byte of any of the first two changed is refused", async () => {
    const chain = chainOf();
    for (const at of [0, 1]) {
      const bytes = chain[at] as Buffer;
      for (let i = 0; i < bytes.length; i += 7) {
        const changed = Buffer.from(bytes);
        changed[i] = (changed[i] as number) ^ 1;
        const error = await refusal(check(chain.map((one, j) => (j === at ? changed : one))));
        expect(error.status, `${at} ${i}`).toBe(401);
      }
    }
  });

  it.each([
    ["a leaf as issuer", { intermediate: { issues: false, usage: "0106" } }],
    ["an issuer as leaf", { leaf: { issues: true, usage: "0780" } }],
    ["an issuer without the use", { intermediate: { usage: "0780" } }],
    ["an issuer without any use", { intermediate: { usage: "" } }],
    ["a leaf that may not sign", { leaf: { usage: "0520" } }],
    ["no marker on the leaf", { leaf: { more: [] } }],
    ["no marker on the issuer", { intermediate: { more: [] } }],
    ["the markers exchanged", { leaf: { more: [marker("intermediate")] }, intermediate: { more: [marker("leaf")] } }],
    ["an extension that is not understood", { leaf: { more: [marker("leaf"), extension("2.5.29.30", "3000", true)] } }],
    ["a leaf of the root itself", { leaf: { issuer: "Root", signer: certified.root.privateKey } }],
    [
      "a leaf that signed itself",
      { leaf: { issuer: "Leaf", signer: certified.leaf.privateKey, hash: "sha256" } as const },
    ],
    ["another issuer's name", { leaf: { issuer: "intermediate" } }],
    ["the issuer's name, but another's key", { leaf: { signer: certified.root.privateKey } }],
    ["not valid yet", { leaf: { from: "261123120001Z" } }],
    ["not valid any more", { leaf: { to: "261123115959Z" } }],
    ["an issuer that is not valid any more", { intermediate: { to: "261123115959Z" } }],
    ["a root that is not valid any more", { root: { to: "261123115959Z" } }],
  ])("%s is refused", async (_what, changes) => {
    expect(await refusalOf(chainOf(changes as never))).toBe("SIGNATURE_MISMATCH");
  });

  it("are valid at their first and last second", async () => {
    for (const times of [{ from: "261123120000Z" }, { to: "261123120000Z" }, { to: "20261123120000Z" }]) {
      expect(sameKey(await check(chainOf({ leaf: times })), certified.leaf.publicKey)).toBe(true);
    }
  });

  it("a time in another form is malformed", async () => {
    for (const from of [
      "2601010000Z",
      "260101000000z",
      "260101000000+00",
      "261301000000Z",
      "260230000000Z",
      "260101240000Z",
    ]) {
      expect(await refusalOf(chainOf({ leaf: { from } })), from).toBe("SIGNATURE_MALFORMED");
    }
  });

  it("years of two digits are those from 1950 to 2049", async () => {
    const long = chainOf({ leaf: { from: "500101000000Z", to: "491231235959Z" } });
    expect(sameKey(await check(long), certified.leaf.publicKey)).toBe(true);
    expect(await refusalOf(chainOf({ leaf: { to: "500101000000Z" } }))).toBe("SIGNATURE_MISMATCH");
  });
});

describe("the certificates of Apple's App Store", () => {
  const { leaf, intermediate, root } = readJson<Record<string, string>>("support/apple-certificates.json");
  const bytes = [leaf, intermediate, root].map((text) => Buffer.from(text as string, "base64"));

  it("lead to Apple Root CA - G3, in their time and not after it", async () => {
    const key = readByNode(bytes[0] as Buffer).publicKey;
    expect(sameKey(await check(bytes, { nowMs: Date.parse("2023-01-01") }), key)).toBe(true);
    expect(await refusalOf(bytes, { nowMs: Date.parse("2024-01-01") })).toBe("SIGNATURE_MISMATCH");
    expect(await refusalOf(bytes, { nowMs: Date.parse("2021-01-01") })).toBe("SIGNATURE_MISMATCH");
  });

  it("the intermediate in place of the leaf is refused", async () => {
    const [, second, third] = bytes as [Buffer, Buffer, Buffer];
    expect(await refusalOf([second, third, third], { nowMs: Date.parse("2023-01-01") })).toBe("SIGNATURE_MISMATCH");
  });
});

it("a root that is no certificate is no rule", () => {
  for (const roots of [[], ["AAAA"], [chainOf()[2]?.toString("base64"), "x"], "x", undefined, [1]]) {
    expect(certificateKeys({ ...rules(), roots } as never)).toBeUndefined();
  }
});

describe("certificates that are none", () => {
  const good = chainOf()[0] as Buffer;
  const withLeaf = (leaf: Buffer | string) =>
    codeOf(async () => {
      const [, intermediate, root] = chainOf() as [Buffer, Buffer, Buffer];
      const text = typeof leaf === "string" ? leaf : leaf.toString("base64");
      await keysOf(rules(root))([text, intermediate.toString("base64"), root.toString("base64")], NOW_MS);
    });

  it.each([
    ["nothing", ""],
    ["no base64", "!!!!"],
    ["base64url", `${good.toString("base64").replace(/=/g, "").slice(0, -1)}_`],
    ["PEM", `-----BEGIN CERTIFICATE-----\n${good.toString("base64")}\n-----END CERTIFICATE-----`],
    ["zeros", Buffer.alloc(100)],
    ["cut off", good.subarray(0, -1)],
    ["with a byte behind it", Buffer.concat([good, Buffer.from([0])])],
    ["an indefinite length", Buffer.from("30800000", "hex")],
    ["a length of five bytes", Buffer.from("308500000000013000", "hex")],
    [
      "a long spelling of a length",
      Buffer.concat([Buffer.from("3083", "hex"), Buffer.from([0, good.length >> 8, good.length & 255]), good]),
    ],
    ["very long", Buffer.concat([good, Buffer.alloc(9000)])],
  ])("%s", async (_what, leaf) => {
    expect(await withLeaf(leaf)).toBe("SIGNATURE_MALFORMED");
  });

  it.each([
    ["version 1", (parts: Buffer[]) => parts.slice(1)],
    ["version 2", (parts: Buffer[]) => [der(0xa0, "020101"), ...parts.slice(1)]],
    [
      "another algorithm inside",
      (parts: Buffer[]) => parts.map((one, i) => (i === 2 ? der(0x30, oid("1.2.840.10045.4.3.2")) : one)),
    ],
    ["two lists of extensions", (parts: Buffer[]) => [...parts, parts[7] as Buffer]],
    ["a serial number that is none", (parts: Buffer[]) => parts.map((one, i) => (i === 1 ? der(0x04, "01") : one))],
  ])("%s", async (_what, change) => {
    expect(await withLeaf(certificate({ ...inputs.leaf, change }))).toBe("SIGNATURE_MALFORMED");
  });

  it("an extension that comes twice, or says false aloud", async () => {
    for (const more of [
      [marker("leaf"), marker("leaf")],
      [marker("leaf"), der(0x30, oid("2.5.29.31"), "010100", der(0x04, "00"))],
      [marker("leaf"), der(0x30, oid("2.5.29.31"), "0101ff", "0101ff", der(0x04, "00"))],
      [marker("leaf"), der(0x30, oid("2.5.29.31"))],
    ]) {
      expect(await withLeaf(certificate({ ...inputs.leaf, more }))).toBe("SIGNATURE_MALFORMED");
    }
  });

  it("RSA and other curves are not taken", async () => {
    const p521 = generateKeyPairSync("ec", { namedCurve: "P-521" });
    expect(await refusalOf(chainOf({ intermediate: { key: p521.publicKey }, leaf: { signer: p521.privateKey } }))).toBe(
      "SIGNATURE_MISMATCH",
    );
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
    expect(await refusalOf(chainOf({ intermediate: { key: rsa.publicKey }, leaf: { signer: rsa.privateKey } }))).toBe(
      "SIGNATURE_MISMATCH",
    );
  });

  it("is read in bounded time, whatever its bytes are", () => {
    for (let i = 0; i < 2000; i++) {
      const bytes = Buffer.from(good);
      for (let j = 0; j < 4; j++) bytes[(i * 31 + j * 97) % bytes.length] = (i * 7 + j) % 256;
      try {
        parseCertificate(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError);
      }
    }
  });
});

describe("an ECDSA signature in DER", () => {
  it.each([
    ["3006020101020102", 2, "00010002"],
    ["300702020080020101", 2, "00800001"],
  ])("%s", (hex, size, raw) => {
    expect(ecdsaSignature(decodeHex(hex) as Uint8Array, size)).toEqual(decodeHex(raw));
  });

  it.each([
    "",
    "30",
    "3003020101",
    "3009020101020101020101",
    "300602010102010200",
    "3006020181020101",
    "300702020001020101",
    "30080203010101020101",
    "3006020101040101",
    "3005020002010101",
    "310602010102010101",
  ])("%s is none", (hex) => {
    expect(ecdsaSignature(decodeHex(hex) as Uint8Array, 2)).toBeUndefined();
  });
});

describe("a token with certificates", () => {
  const chain = chainOf();
  const x5c = chain.map((one) => one.toString("base64"));
  const data = { algorithm: "ES256", certificatesFrom: () => certificateKeys(rules(chain[2])) } as never;
  const options = { secret: undefined, clock: () => NOW_MS };

  it("is verified with the key of the first", async () => {
    const token = tokenOf({ alg: "ES256", x5c }, { a: 1 }, certified.leaf.privateKey);
    expect((await attempt(token, data, options)).provider).toBe("acme");
    const forged = tokenOf(
      { alg: "ES256", x5c },
      { a: 1 },
      generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey,
    );
    expect(await codeOf(attempt(forged, data, options))).toBe("SIGNATURE_MISMATCH");
  });

  it.each([[undefined], [null], ["x"], [{}], [[1, 2, 3]], [[...x5c, 1]], [[]]])("x5c %j is malformed", async (bad) => {
    const token = tokenOf({ alg: "ES256", x5c: bad }, {}, certified.leaf.privateKey);
    expect(await codeOf(attempt(token, data, options))).toBe("SIGNATURE_MALFORMED");
  });

  it("asks the user for no credential", () => {
    expect(jws({ ...(data as object), token: "body" } as never).credential).toBe("none");
  });
});
