import { createPrivateKey, sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { derToRaw } from "../../src/core/schemes/ecdsa.js";
import { check, seeded } from "../support/property.js";

const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));
const ONE = "00".repeat(31).concat("01");

/** The one DER spelling of a positive number. */
function integer(bytes: Uint8Array): Buffer {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from++;
  const short = bytes.subarray(from);
  const body = (short[0] as number) > 127 ? [0, ...short] : [...short];
  return Buffer.from([2, body.length, ...body]);
}
const der = (r: Uint8Array, s: Uint8Array) => {
  const numbers = Buffer.concat([integer(r), integer(s)]);
  return new Uint8Array([0x30, numbers.length, ...numbers]);
};

describe("a DER signature", () => {
  it("is read into r and s of 32 bytes each", () => {
    expect(derToRaw(hex("30 06 020101 020101"))).toEqual(hex(ONE + ONE));
    const high = `ff${"00".repeat(31)}`;
    expect(derToRaw(hex(`30 46 022100${high} 022100${high}`))).toEqual(hex(high + high));
    expect(derToRaw(hex("30 06 020100 020100"))).toEqual(new Uint8Array(64));
  });

  it.each([
    ["nothing", ""],
    ["a tag alone", "30"],
    ["an empty sequence", "3000"],
    ["another tag", "31 06 020101 020101"],
    ["a length that is too large", "30 07 020101 020101"],
    ["a length that is too small", "30 05 020101 020101"],
    ["a byte behind", "30 06 020101 020101 00"],
    ["a byte behind, within the sequence", "30 07 020101 020101 00"],
    ["a third number", "30 09 020101 020101 020101"],
    ["one number", "30 03 020101"],
    ["a long form of the length", "30 8106 020101 020101"],
    ["an indefinite length", "30 80 020101 020101 0000"],
    ["another tag for r", "30 06 030101 020101"],
    ["another tag for s", "30 06 020101 030101"],
    ["r of no bytes", "30 05 0200 020101"],
    ["s of no bytes", "30 05 020101 0200"],
    ["a negative r", "30 06 0201ff 020101"],
    ["a negative s", "30 06 020101 020180"],
    ["a zero too many", "30 07 02020001 020101"],
    ["a zero too many in s", "30 07 020101 02020001"],
    ["a zero that is missing", "30 06 020180 020101"],
    ["33 bytes of r", `30 26 022101${"00".repeat(32)} 020101`],
    ["r that runs into s", "30 06 020401 020101"],
    ["s that runs out", "30 06 020101 020201"],
  ])("%s is none", (_name, text) => expect(derToRaw(hex(text))).toBeUndefined());

  it(`any two numbers are read from their one spelling, and any other byte is refused or read as another ${seeded}`, () => {
    const number = fc.uint8Array({ minLength: 32, maxLength: 32 });
    return check(
      fc.asyncProperty(number, number, fc.nat(), fc.integer({ min: 1, max: 255 }), async (r, s, at, change) => {
        const good = der(r, s);
        expect(derToRaw(good)).toEqual(new Uint8Array([...r, ...s]));
        const changed = good.slice();
        changed[at % good.length] = (changed[at % good.length] as number) ^ change;
        const raw = derToRaw(changed);
        if (raw) expect(der(raw.subarray(0, 32), raw.subarray(32))).toEqual(changed);
        expect(derToRaw(good.subarray(0, at % good.length))).toBeUndefined();
      }),
      500,
    );
  });

  it(`any bytes are read as their one spelling or not at all ${seeded}`, () =>
    check(
      fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), async (bytes) => {
        const raw = derToRaw(bytes);
        if (raw) expect(der(raw.subarray(0, 32), raw.subarray(32))).toEqual(bytes);
      }),
      500,
    ));

  it("of OpenSSL is read as OpenSSL writes it in the other form", () => {
    const scalar = `3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420${"11".repeat(32)}`;
    const key = createPrivateKey({ key: Buffer.from(scalar, "hex"), format: "der", type: "pkcs8" });
    for (let i = 0; i < 20; i++) {
      const signature = new Uint8Array(sign("sha256", Buffer.from(`${i}`), key));
      const raw = derToRaw(signature) as Uint8Array;
      expect(der(raw.subarray(0, 32), raw.subarray(32))).toEqual(signature);
    }
  });
});
