import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeHex, encodeHex } from "../../src/encoding/hex.js";
import { anyText, check, seeded } from "../support/property.js";

describe("hex", () => {
  it("every byte has one spelling", () => {
    for (let byte = 0; byte < 256; byte++) {
      const text = byte.toString(16).padStart(2, "0");
      expect(encodeHex(new Uint8Array([byte]))).toBe(text);
      expect(decodeHex(text)).toEqual(new Uint8Array([byte]));
    }
    expect(encodeHex(new Uint8Array())).toBe("");
    expect(decodeHex("")).toEqual(new Uint8Array());
  });

  it.each([
    "0",
    "abc",
    "AB",
    "aB",
    "0g",
    "g0",
    "0x00",
    " 00",
    "00 ",
    "00\n",
    "0 0",
    "-1",
    "+1",
    "1.",
    "\u0660\u0661",
    "\uff11\uff11",
    "\u00e9\u00e9",
    "00\u0000",
    "\ud83d\ude00",
    "00\n00",
  ])("%j is none", (text) => expect(decodeHex(text)).toBeUndefined());

  it("upper case is read where it is asked for, and nothing else is", () => {
    expect(decodeHex("aBFf", true)).toEqual(new Uint8Array([0xab, 0xff]));
    // The Kelvin sign and the long s turn into ASCII letters in another case.
    for (const text of ["0G", "abc", "0x", "\u212a\u212a", "\u017f\u017f"])
      expect(decodeHex(text, true)).toBeUndefined();
  });

  it(`what is written is read again ${seeded}`, () =>
    check(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expect(encodeHex(bytes)).toBe(Buffer.from(bytes).toString("hex"));
        expect(decodeHex(encodeHex(bytes))).toEqual(bytes);
        expect(decodeHex(encodeHex(bytes).toUpperCase(), true)).toEqual(bytes);
      }),
    ));

  it(`what is read is written again as it stood ${seeded}`, () =>
    check(
      fc.asyncProperty(
        fc.oneof(anyText(), fc.string({ unit: fc.constantFrom(..."0123456789abcdefABCDEFg ") })),
        async (text) => {
          const bytes = decodeHex(text);
          if (bytes) expect(encodeHex(bytes)).toBe(text);
          else expect(text).not.toMatch(/^([0-9a-f]{2})*$/);
          const either = decodeHex(text, true);
          if (either) expect(encodeHex(either)).toBe(text.toLowerCase());
          else expect(text).not.toMatch(/^([0-9a-fA-F]{2})*$/);
        },
      ),
      500,
    ));
});
