import { createHash, createHmac, generateKeyPairSync, Hash, sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import * as node from "../../src/crypto/node.js";
import * as web from "../../src/crypto/web.js";
import { check, seeded } from "../support/property.js";

const hashes = ["sha1", "sha256", "sha384", "sha512"] as const;
const backends: [string, typeof import("#crypto")][] = [
  ["node", node],
  ["web", web as never],
];
type Part = string | Uint8Array;

const hex = async (bytes: Uint8Array | Promise<Uint8Array>) => Buffer.from(await bytes).toString("hex");
const bytesOf = (parts: readonly Part[]) => Buffer.concat(parts.map((part) => Buffer.from(part as string)));
const macOf = (hash: string, key: Uint8Array, parts: readonly Part[]) =>
  createHmac(hash, key).update(bytesOf(parts)).digest("hex");

const part = fc.oneof(
  fc.uint8Array({ maxLength: 80 }),
  fc.string({ maxLength: 20 }),
  fc.string({ unit: "binary", maxLength: 20 }),
);

describe.each(backends)("the %s backend", (_name, backend) => {
  it(`gives the MAC that node:crypto gives, for any key and any parts ${seeded}`, () =>
    check(
      fc.asyncProperty(
        fc.constantFrom(...hashes),
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.array(part, { maxLength: 5 }),
        async (hash, secret, parts) => {
          const key = backend.importHmacKey(hash, secret);
          expect(await hex(backend.hmac(key, parts))).toBe(macOf(hash, secret, parts));
          expect(await hex(backend.hmac(key, parts))).toBe(macOf(hash, secret, parts));
          const plain = createHash(hash).update(bytesOf(parts)).digest("hex");
          expect(await hex(backend.digest(hash, parts))).toBe(plain);
        },
      ),
      300,
    ));

  it.each(hashes)("%s: keys around the length of a block, where RFC 2104 hashes them first", async (hash) => {
    for (const length of [1, 19, 20, 32, 63, 64, 65, 127, 128, 129, 1000]) {
      const secret = new Uint8Array(length).map((_byte, i) => i + 1);
      const key = backend.importHmacKey(hash, secret);
      expect(await hex(backend.hmac(key, ["a", secret]))).toBe(macOf(hash, secret, ["a", secret]));
    }
  });

  it.each(hashes)("%s: messages of any length, in parts of any kind", async (hash) => {
    const secret = new Uint8Array([1, 2, 3]);
    const key = backend.importHmacKey(hash, secret);
    const edges = [1, 8, 16, 32, 64, 128].flatMap((kib) => [-129, -128, -65, -64, -1, 0, 1].map((d) => kib * 1024 + d));
    for (const length of [0, 1, 63, 64, 65, ...edges]) {
      const body = new Uint8Array(length).fill(0x61);
      for (const parts of [[body], ["t.", body], [body, body.subarray(0, 5), "é"]]) {
        expect(await hex(backend.hmac(key, parts)), `${length}`).toBe(macOf(hash, secret, parts));
      }
    }
  });

  it("texts of any length, with letters of up to four bytes and halves of such", async () => {
    const secret = new Uint8Array([1, 2, 3]);
    const key = backend.importHmacKey("sha256", secret);
    for (const letter of ["a", "é", "€", "😀", "\ud83d", "\ude00"]) {
      for (const count of [1, 2730, 5440, 5461, 8170, 10_901, 10_922, 10_923, 16_384, 32_704, 32_768, 40_000]) {
        const text = letter.repeat(count);
        const expected = createHmac("sha256", secret).update(text, "utf8").digest("hex");
        expect(await hex(backend.hmac(key, [text])), `${letter} ${count}`).toBe(expected);
      }
    }
  });

  it("keys do not mix: two MACs at once, of two keys", async () => {
    const secrets = [new Uint8Array([1]), new Uint8Array([2])] as const;
    const keys = secrets.map((secret) => backend.importHmacKey("sha256", secret));
    const macs = await Promise.all([0, 1, 0, 1].map(async (i) => hex(backend.hmac(keys[i] as never, ["x"]))));
    expect(macs).toEqual([0, 1, 0, 1].map((i) => macOf("sha256", secrets[i] as Uint8Array, ["x"])));
  });

  it("a result is not overwritten by the next one", async () => {
    const key = backend.importHmacKey("sha256", new Uint8Array([1]));
    const first = await backend.hmac(key, ["a"]);
    const kept = Buffer.from(first).toString("hex");
    await backend.hmac(key, ["b"]);
    expect(Buffer.from(first).toString("hex")).toBe(kept);
    expect(kept).toBe(macOf("sha256", new Uint8Array([1]), ["a"]));
  });

  it("neither body nor secret is changed", async () => {
    const secret = new Uint8Array(70).fill(7);
    const body = new Uint8Array(100).fill(9);
    await backend.hmac(backend.importHmacKey("sha256", secret), [body]);
    expect([new Set(secret), new Set(body)]).toEqual([new Set([7]), new Set([9])]);
  });

  it("public keys: the right signature over all parts, and no other", async () => {
    const pairs = [
      ["Ed25519", "sha512", generateKeyPairSync("ed25519"), null],
      ["ECDSA", "sha256", generateKeyPairSync("ec", { namedCurve: "P-256" }), "sha256"],
      ["RSA", "sha256", generateKeyPairSync("rsa", { modulusLength: 2048 }), "sha256"],
    ] as const;
    const short = ["é.", new Uint8Array([0xff, 0]), "", new Uint8Array(), "x"];
    const both = [short, [...short, new Uint8Array(5000).fill(7)]];
    const cases = pairs.flatMap((pair) => both.map((parts) => [...pair, parts] as const));
    for (const [algorithm, hash, { publicKey, privateKey }, signedWith, parts] of cases) {
      const signature = new Uint8Array(
        sign(signedWith, bytesOf(parts), { key: privateKey, dsaEncoding: "ieee-p1363" }),
      );
      const der = new Uint8Array(publicKey.export({ format: "der", type: "spki" }));
      const key = backend.importPublicKey(algorithm, hash, der);
      expect(await backend.verifySignature(key, signature, parts)).toBe(true);
      expect(await backend.verifySignature(key, signature, [bytesOf(parts)])).toBe(true);
      expect(await backend.verifySignature(key, signature, [...parts, "y"])).toBe(false);
      expect(
        await backend.verifySignature(
          key,
          signature.map((byte, i) => (i ? byte : byte ^ 1)),
          parts,
        ),
      ).toBe(false);
    }
  });
});

describe("every way of node:crypto", () => {
  const secret = new Uint8Array([1, 2, 3]);
  const threshold = 32 * 1024;
  const around = (at: number) => [-130, -129, -128, -65, -64, -2, -1, 0, 1, 2].map((d) => at + d);
  const lengths = [
    ...Array(301).keys(),
    ...around(threshold),
    ...around(2 * threshold),
    ...around(512),
    ...around(1024),
  ];

  it.each(hashes)(
    "%s: one call, pieces, and a text as result agree, at all lengths from 0 to 300 and about each edge",
    (hash) => {
      const key = node.importHmacKey(hash, secret);
      for (const length of lengths) {
        const body = new Uint8Array(length).map((_byte, i) => i * 7 + length);
        const expected = macOf(hash, secret, ["t.", body]);
        const octets = node.hmacOctets(key, ["t.", body]);
        expect(Buffer.from(octets as string, "latin1").toString("hex"), `${length}`).toBe(expected);
        expect(Buffer.from(node.hmac(key, ["t.", body])).toString("hex"), `${length}`).toBe(expected);
        const running = node.startHmac(key);
        running.update("t.");
        const cut = length % 67;
        running.update(body.subarray(0, cut));
        running.update(body.subarray(cut));
        expect(Buffer.from(running.digest()).toString("hex"), `${length}`).toBe(expected);
      }
    },
  );

  it("without crypto.hash, as before Node 20.12, the same", async () => {
    vi.resetModules();
    vi.doMock("node:crypto", async (importOriginal) => ({ ...(await importOriginal<object>()), hash: undefined }));
    try {
      const old: typeof node = await import("../../src/crypto/node.js");
      for (const hash of hashes) {
        const key = old.importHmacKey(hash, secret);
        for (const length of lengths) {
          const parts = ["é.", new Uint8Array(length).fill(length)];
          expect(old.hmacOctets(key, parts)).toBeInstanceOf(Uint8Array);
          expect(Buffer.from(old.hmac(key, parts)).toString("hex"), `${length}`).toBe(macOf(hash, secret, parts));
        }
      }
    } finally {
      vi.doUnmock("node:crypto");
      vi.resetModules();
    }
  });
});

describe("a long body is not copied", () => {
  const body = new Uint8Array(256 * 1024);

  it("node:crypto gets it as the same object", () => {
    const update = vi.spyOn(Hash.prototype, "update");
    try {
      const key = node.importHmacKey("sha256", new Uint8Array([1]));
      update.mockClear();
      node.hmac(key, ["1700000000.", body]);
      expect(update.mock.calls.some(([data]) => data === (body as unknown))).toBe(true);
      expect(update.mock.calls.every(([data]) => data === (body as unknown) || data.length < 1000)).toBe(true);
      update.mockClear();
      node.digest("sha256", [body]);
      expect(update.mock.calls.map(([data]) => data === (body as unknown))).toEqual([true]);
    } finally {
      update.mockRestore();
    }
  });

  it("Web Crypto gets it as the same object where it stands alone", async () => {
    const signing = vi.spyOn(crypto.subtle, "sign");
    const digesting = vi.spyOn(crypto.subtle, "digest");
    try {
      await web.hmac(web.importHmacKey("sha256", new Uint8Array([1])), [body]);
      await web.digest("sha256", [body]);
      expect(signing.mock.calls.map((call) => call[2] === body)).toEqual([true]);
      expect(digesting.mock.calls.map((call) => call[1] === body)).toEqual([true]);
    } finally {
      vi.restoreAllMocks();
    }
  });
});
