/** The six bits that a character stands for, or -1. */
const value = (code: number, url: boolean): number => {
  if (code > 64 && code < 91) return code - 65;
  if (code > 96 && code < 123) return code - 71;
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
    if (text[end - 1] === "=") end -= text[end - 2] === "=" ? 2 : 1;
  }
  if (end % 4 === 1) return;
  const bytes = new Uint8Array((end * 6) >> 3);
  let buffer = 0;
  let bits = 0;
  let at = 0;
  for (let i = 0; i < end; i++) {
    const six = value(text.charCodeAt(i), url);
    if (six < 0) return;
    buffer = (buffer << 6) | six;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = buffer >> bits;
      buffer &= (1 << bits) - 1;
    }
  }
  return buffer ? undefined : bytes;
}

/** Bytes as padded base64, or as unpadded base64url. */
export function encodeBase64(bytes: Uint8Array, url = false): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  const text = btoa(binary);
  return url ? text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "") : text;
}
