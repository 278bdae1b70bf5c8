import { type HeadersInput, readHeader } from "./delivery.js";

/** Where a text begins in bytes. */
function find(bytes: Uint8Array, text: string, from: number): number {
  for (let at = from; at <= bytes.length - text.length; at++) {
    let i = 0;
    while (i < text.length && bytes[at + i] === text.charCodeAt(i)) i++;
    if (i === text.length) return at;
  }
  return -1;
}

const latin1 = (bytes: Uint8Array) => String.fromCharCode(...bytes.subarray(0, 1024));

/**
 * The one part of a `multipart/form-data` body that has this name.
 * @returns `undefined` when there is none, several, or the body has another form
 * @see RFC 7578
 */
export function multipartField(headers: HeadersInput, body: Uint8Array, name: string): Uint8Array | undefined {
  const type = readHeader(headers, "content-type") ?? "";
  const [, quoted, bare] =
    type.match(
      /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([\w'()+,./:=? -]{1,70})"|([\w'()+,./:=?-]{1,70}))/i,
    ) ?? [];
  const boundary = quoted ?? bare;
  if (!boundary) return;
  const line = `--${boundary}`;
  let found: Uint8Array | undefined;
  let at = find(body, line, 0);
  for (let parts = 0; at >= 0 && parts < 100; parts++) {
    const start = at + line.length;
    if (body[start] === 45 && body[start + 1] === 45) return found;
    const end = find(body, `\r\n${line}`, start);
    const head = find(body, "\r\n\r\n", start);
    if (end < 0 || head < 0 || head > end) return;
    const disposition =
      latin1(body.subarray(start, head)).match(/^content-disposition:\s*form-data;(.*)$/im)?.[1] ?? "";
    if (disposition.match(/(?:^|;)\s*name="([^"]*)"/)?.[1] === name) {
      if (found) return;
      found = body.subarray(Math.min(head + 4, end), end);
    }
    at = end + 2;
  }
  return;
}
