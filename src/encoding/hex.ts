/** Bytes as lower-case hex. */
export const encodeHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join("");

/** Lower-case hex (RFC 4648 §8 in the form that senders use). `undefined` for anything else: nothing is skipped or cut. */
export function decodeHex(text: string, anyCase = false): Uint8Array | undefined {
  if (text.length % 2 || !(anyCase ? /^[\da-f]*$/i : /^[\da-f]*$/).test(text)) return;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.substr(2 * i, 2), 16);
  return bytes;
}
