/** The six bits that a character stands for, or -1. */
const sextet = (code: number, url: boolean): number => {
  if (code > 96) return code < 123 ? code - 71 : -1;
  if (code > 64 && code < 91) return code - 65;
  if (code > 47 && code < 58) return code + 4;
  if (code === (url ? 45 : 43)) return 62;
  return code === (url ? 95 : 47) ? 63 : -1;
};

/**
 * Canonical base64 (RFC 4648 §4, padded) or base64url (§5, unpadded). `undefined` for anything else: white space, a wrong
 * alphabet, missing or surplus padding, and set bits behind the last byte, which would let one value have several spellings.
 */
export function decodeBase64(text: string, url = false): Uint8Array | undefined {
  let end = text.length;
  if (!url) {
    if (end % 4) return;
    if (text.endsWith("=")) end -= text.endsWith("==") ? 2 : 1;
  }
  if (end % 4 === 1) return;
  const bytes = new Uint8Array((end * 3) >> 2);
  let bits = 0;
  let at = 0;
  for (let i = 0; i < end; i++) {
    const six = sextet(text.charCodeAt(i), url);
    if (six < 0) return;
    bits = (bits << 6) | six;
    // Every character but the first of four ends a byte.
    if (i % 4) bytes[at++] = bits >> (6 - 2 * (i % 4));
  }
  return bits & ((1 << ((end * 6) % 8)) - 1) ? undefined : bytes;
}

/** Bytes as padded base64, or as unpadded base64url. */
export function encodeBase64(bytes: Uint8Array, url = false): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  const text = btoa(binary);
  return url ? text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "") : text;
}
