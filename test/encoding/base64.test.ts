import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBase64, encodeBase64 } from "../../src/encoding/base64.js";
import { anyText, check, seeded } from "../support/property.js";

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text));

describe("base64", () => {
  // RFC 4648 §10
  it.each([
    ["", ""],
    ["f", "Zg=="],
    ["fo", "Zm8="],
    ["foo", "Zm9v"],
    ["foob", "Zm9vYg=="],
    ["fooba", "Zm9vYmE="],
    ["foobar", "Zm9vYmFy"],
  ])("%j is written %s, and without padding for URLs", (text, base64) => {
    expect(encodeBase64(bytesOf(text))).toBe(base64);
    expect(decodeBase64(base64)).toEqual(bytesOf(text));
    expect(encodeBase64(bytesOf(text), true)).toBe(base64.replace(/=/g, ""));
    expect(decodeBase64(base64.replace(/=/g, ""), true)).toEqual(bytesOf(text));
  });

  it("the two alphabets differ in two characters, and are not mixed", () => {
    const bytes = new Uint8Array([0xfb, 0xff, 0xfe]);
    expect([encodeBase64(bytes), encodeBase64(bytes, true)]).toEqual(["+//+", "-__-"]);
    expect(decodeBase64("+//+")).toEqual(bytes);
    expect(decodeBase64("-__-", true)).toEqual(bytes);
    for (const text of ["-__-", "+__+", "+/_+"]) expect(decodeBase64(text)).toBeUndefined();
    for (const text of ["+//+", "-//-", "-_/-"]) expect(decodeBase64(text, true)).toBeUndefined();
  });

  it.each([
    "Z",
    "Zg",
    "Zg=",
    "Zg===",
    "Zm8",
    "Zm8==",
    "Zm9v=",
    "Zm9v====",
    "=",
    "==",
    "====",
    "=Zg=",
    "Z=g=",
    "Zg==Zg==",
    "Zh==",
    "Zm9=",
    "Zm9vYg==\n",
    "\nZg==",
    "Zg ==",
    "Zm9 v",
    "Zm\n9v",
    "Zm9\u0000",
    "Zm9\u00e9",
    "\uff3am9v",
    "Zm9v,",
  ])("%j is none", (text) => expect(decodeBase64(text)).toBeUndefined());

  it.each(["Z", "Zg==", "Zm8=", "Zm9vZ", "Zh", "Zm9", "Zm9v ", "Zm9v\n", "="])("%j is none for URLs", (text) =>
    expect(decodeBase64(text, true)).toBeUndefined(),
  );

  it("every last character but the canonical ones is refused", () => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const accepted = (tail: string) => [...alphabet].filter((last) => decodeBase64(`Zm9v${tail.replace("?", last)}`));
    expect(accepted("Z?==").join("")).toBe("AQgw");
    expect(accepted("Zm?=").join("")).toBe("AEIMQUYcgkosw048");
    expect(accepted("Zm9?").join("")).toBe(alphabet);
  });

  it.each([false, true])(`what is written is read again, for URLs: %s ${seeded}`, (url) =>
    check(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expect(encodeBase64(bytes, url)).toBe(Buffer.from(bytes).toString(url ? "base64url" : "base64"));
        expect(decodeBase64(encodeBase64(bytes, url), url)).toEqual(bytes);
      }),
    ),
  );

  it.each([false, true])(`what is read is written again as it stood, for URLs: %s ${seeded}`, (url) =>
    check(
      fc.asyncProperty(
        fc.oneof(anyText(), fc.string({ unit: fc.constantFrom(..."AZaz09+/-_= \n"), maxLength: 9 })),
        async (text) => {
          const bytes = decodeBase64(text, url);
          if (bytes) expect(encodeBase64(bytes, url)).toBe(text);
          else expect(Buffer.from(text, "base64").toString(url ? "base64url" : "base64")).not.toBe(text);
        },
      ),
      500,
    ),
  );

  it("65 KiB are written and read", () => {
    const bytes = new Uint8Array(65 * 1024).fill(0xa5);
    expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
  });
});
