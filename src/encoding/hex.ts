/** Bytes as lower-case hex. */
export const encodeHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join("");

/** The four bits that a character stands for, or -1. */
const nibble = (code: number, anyCase: boolean): number => {
  if (code < 58) return code < 48 ? -1 : code - 48;
  const lower = anyCase ? code | 32 : code;
  return lower > 96 && lower < 103 ? lower - 87 : -1;
};

/** Lower-case hex (RFC 4648 §8 in the form that senders use). `undefined` for anything else: nothing is skipped or cut. */
export function decodeHex(text: string, anyCase = false): Uint8Array | undefined {
  if (text.length % 2) return;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    const both = (nibble(text.charCodeAt(2 * i), anyCase) << 4) | nibble(text.charCodeAt(2 * i + 1), anyCase);
    if (both < 0) return;
    bytes[i] = both;
  }
  return bytes;
}
