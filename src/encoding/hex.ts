const digit = (code: number, anyCase: boolean): number => {
  if (code > 47 && code < 58) return code - 48;
  if (code > 96 && code < 103) return code - 87;
  return anyCase && code > 64 && code < 71 ? code - 55 : -1;
};

/** Lower-case hex (RFC 4648 §8 in the form that senders use). `undefined` for anything else: nothing is skipped or cut. */
export function decodeHex(text: string, anyCase = false): Uint8Array | undefined {
  if (text.length % 2) return;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    const high = digit(text.charCodeAt(2 * i), anyCase);
    const low = digit(text.charCodeAt(2 * i + 1), anyCase);
    if (high < 0 || low < 0) return;
    bytes[i] = high * 16 + low;
  }
  return bytes;
}

/** Bytes as lower-case hex. */
export function encodeHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += (byte < 16 ? "0" : "") + byte.toString(16);
  return text;
}
