/**
 * Canonical base64 (RFC 4648 §4, padded) or base64url (§5, unpadded). `undefined` for anything else: white space, a wrong
 * alphabet, missing or surplus padding, and set bits behind the last byte, which would let one value have several spellings.
 */
export function decodeBase64(text: string, url = false): Uint8Array | undefined {
  try {
    const binary = atob(url ? text.replace(/-/g, "+").replace(/_/g, "/") : text);
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    // The platform's decoder is lenient: only what it would write itself counts.
    return encodeBase64(bytes, url) === text ? bytes : undefined;
  } catch {
    return;
  }
}

/** Bytes as padded base64, or as unpadded base64url. */
export function encodeBase64(bytes: Uint8Array, url = false): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  const text = btoa(binary);
  return url ? text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "") : text;
}
