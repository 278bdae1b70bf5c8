import { fingerprintStore } from "hookonce/stores/fingerprint";
import { checkStore, storeChecks } from "hookonce/testing";
import { describe, expect, it } from "vitest";
import { fingerprints } from "../../src/stores/_siphash.js";

describe("fingerprintStore", () => {
  it("passes every check of a store that a clock and one process allow", async () => {
    const make = () => {
      let now = 1_800_000_000_000;
      const advance = (ms: number) => {
        now += ms;
      };
      return { store: fingerprintStore({ clock: () => now }), advance };
    };
    const without = ["lose", "reopen"] as const;
    const { passed } = await checkStore(make, { without });
    expect(passed).toEqual(storeChecks(make, { without }).map(({ name }) => name));
  });

  it("remembers as many as it was told, whatever the length of their keys", async () => {
    const store = fingerprintStore({ maxEntries: 1000 });
    const options = { leaseMs: 15_000, retainMs: 86_400_000, signal: new AbortController().signal };
    const key = (i: number) => `stripe:default:${"x".repeat(i % 100)}${i}`;
    for (let i = 0; i <= 1000; i++) {
      const claim = await store.claim(key(i), options);
      if (claim.state === "claimed") await store.complete(key(i), claim.fence, options);
    }
    expect((await store.claim(key(1), options)).state).toBe("done");
    expect((await store.claim(key(0), options)).state).toBe("claimed");
  });

  it("refuses maxEntries that is no number", () => {
    expect(() => fingerprintStore({ maxEntries: 0 })).toThrow("maxEntries");
  });
});

/** SipHash-2-4-128 as its paper has it, over integers of 64 bits. */
function plainly(key: readonly [bigint, bigint], message: Uint8Array): string {
  const low = (value: bigint) => BigInt.asUintN(64, value);
  const rotate = (value: bigint, by: bigint) => low((value << by) | (value >> (64n - by)));
  let [v0, v1, v2, v3] = [0x736f6d6570736575n, 0x646f72616e646f6dn, 0x6c7967656e657261n, 0x7465646279746573n];
  [v0, v1, v2, v3] = [v0 ^ key[0], v1 ^ key[1] ^ 0xeen, v2 ^ key[0], v3 ^ key[1]];
  const rounds = (count: number) => {
    for (let i = 0; i < count; i++) {
      v0 = low(v0 + v1);
      v1 = rotate(v1, 13n) ^ v0;
      v0 = rotate(v0, 32n);
      v2 = low(v2 + v3);
      v3 = rotate(v3, 16n) ^ v2;
      v0 = low(v0 + v3);
      v3 = rotate(v3, 21n) ^ v0;
      v2 = low(v2 + v1);
      v1 = rotate(v1, 17n) ^ v2;
      v2 = rotate(v2, 32n);
    }
  };
  const padded = Buffer.alloc((message.length & ~7) + 8);
  padded.set(message);
  padded[padded.length - 1] = message.length & 255;
  for (let at = 0; at < padded.length; at += 8) {
    const word = padded.readBigUInt64LE(at);
    v3 ^= word;
    rounds(2);
    v0 ^= word;
  }
  const digest = Buffer.alloc(16);
  v2 ^= 0xeen;
  rounds(4);
  digest.writeBigUInt64LE(v0 ^ v1 ^ v2 ^ v3, 0);
  v1 ^= 0xddn;
  rounds(4);
  digest.writeBigUInt64LE(v0 ^ v1 ^ v2 ^ v3, 8);
  return digest.toString("hex");
}

describe("a fingerprint", () => {
  const key = Uint8Array.from({ length: 16 }, (_, i) => i);
  const write = fingerprints(new Uint32Array(key.buffer));
  const of = (text: string, writer = write) => Buffer.from(writer(text).buffer, 8, 16).toString("hex");
  const letters = (length: number) => Array.from({ length }, (_, i) => String.fromCharCode(97 + (i % 26))).join("");

  // openssl mac -macopt hexkey:000102030405060708090a0b0c0d0e0f -macopt size:16 SIPHASH, over the alphabet again and again
  it.each([
    [0, "a3817f04ba25a8e66df67214c7550293"],
    [1, "0ea4f2fb02ad21d92d5fc91684f26426"],
    [7, "5594f7eaed3f0d1da681551476ccbede"],
    [8, "8c93e201ac8e8396897e3133e447eda3"],
    [43, "d251c73ef36316871490339b07b66434"],
    [300, "88872967a9223388a63b136a569d6e00"],
  ])("of %i letters is what OpenSSL computes", (length, expected) => {
    expect(of(letters(length))).toBe(expected);
  });

  it("is SipHash-2-4-128 for every length from 0 to 300 and under other keys, in whatever order", () => {
    for (let i = 0; i <= 300; i++) {
      const length = (i * 83) % 301;
      const seed = crypto.getRandomValues(new Uint32Array(4));
      const bytes = Buffer.from(seed.buffer);
      const words = [bytes.readBigUInt64LE(0), bytes.readBigUInt64LE(8)] as const;
      expect(of(letters(length), fingerprints(seed))).toBe(plainly(words, Buffer.from(letters(length))));
      expect(of(letters(length))).toBe(
        plainly([0x0706050403020100n, 0x0f0e0d0c0b0a0908n], Buffer.from(letters(length))),
      );
    }
  });

  it("is another one in each store", () => {
    const [one, other] = [1, 2].map(() => fingerprints(crypto.getRandomValues(new Uint32Array(4))));
    expect(of("evt_1", one)).not.toBe(of("evt_1", other));
  });
});
