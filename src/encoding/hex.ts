/** Bytes as lower-case hex. */
export const encodeHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join("");

/** The four bits that each character up to 255 stands for, or -1. */
const NIBBLES = /* @__PURE__ */ Int8Array.from({ length: 256 }, (_, code) =>
  code > 47 && code < 58 ? code - 48 : code > 96 && code < 103 ? code - 87 : -1,
);

/** Lower-case hex (RFC 4648 §8 in the form that senders use). `undefined` for anything else: nothing is skipped or cut. */
export function decodeHex(text: string, anyCase = false): Uint8Array | undefined {
  if (text.length % 2) return;
  if (anyCase) return decodeHex(text.replace(/[A-F]/g, (digit) => digit.toLowerCase()));
  const bytes = new Uint8Array(text.length / 2);
  // Below 0 where one of the characters was no digit.
  let all = 0;
  for (let i = 0; i < bytes.length; i++) {
    const first = text.charCodeAt(2 * i);
    const second = text.charCodeAt(2 * i + 1);
    const both = ((NIBBLES[first & 255] as number) << 4) | (NIBBLES[second & 255] as number);
    all |= (first | second) > 255 ? -1 : both;
    bytes[i] = both;
  }
  return all < 0 ? undefined : bytes;
}
