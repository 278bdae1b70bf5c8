import { headerOf, type Saved, urlOf } from "./saved.js";

const NEWLINE = 10;
const RETURN = 13;

/** Where the head ends and the body begins; lines may end with LF or CRLF. */
function split(bytes: Uint8Array): readonly [head: string, body: Uint8Array] {
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== NEWLINE) continue;
    const next = bytes[i + 1] === RETURN ? i + 2 : i + 1;
    if (bytes[next] !== NEWLINE) continue;
    return [Buffer.from(bytes.subarray(0, i)).toString("latin1"), bytes.subarray(next + 1)];
  }
  return [Buffer.from(bytes).toString("latin1"), new Uint8Array()];
}

/** A body in chunks (RFC 9112 §7.1) as one; nothing when it is none. */
function unchunk(body: Uint8Array): Uint8Array | undefined {
  const text = Buffer.from(body).toString("latin1");
  const parts: string[] = [];
  for (let at = 0; ; ) {
    const [whole = "", size = ""] = /^([0-9a-f]{1,8})[^\r\n]{0,100}\r?\n/i.exec(text.slice(at, at + 120)) ?? [];
    if (!size) return;
    const length = Number.parseInt(size, 16);
    if (!length) return new Uint8Array(Buffer.from(parts.join(""), "latin1"));
    const from = at + whole.length;
    if (from + length > text.length) return;
    parts.push(text.slice(from, from + length));
    at = from + length + (text[from + length] === "\r" ? 2 : 1);
  }
}

/** Header lines as names and values; a line that begins with white space goes on with the one before. */
export function readHeaderLines(lines: readonly string[]): string[] {
  const headers: string[] = [];
  for (const line of lines) {
    const at = line.indexOf(":");
    if (/^[ \t]/.test(line) && headers.length) headers.push(`${headers.pop()} ${line.trim()}`);
    else if (at > 0) headers.push(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  return headers;
}

/** A request as it went over the wire, saved to a file. */
export function readRawHttp(bytes: Uint8Array): Saved {
  const [head, rest] = split(bytes);
  const [first = "", ...lines] = head.split(/\r?\n/);
  const [, method, target = "/"] = /^([A-Z]{3,10}) (\S+)/.exec(first) ?? [];
  const headers = readHeaderLines(lines);
  const notes: string[] = [];
  let body = rest;
  const length = Number(headerOf(headers, "content-length") ?? Number.NaN);
  if (/chunked/i.test(headerOf(headers, "transfer-encoding") ?? "")) {
    const joined = unchunk(body);
    if (joined) body = joined;
    else notes.push("The body is said to come in chunks and does not: it is taken as it is.");
  } else if (length < body.length) {
    notes.push(`The file has ${body.length - length} bytes behind the body, as editors add them: they are left out.`);
    body = body.subarray(0, length);
  } else if (length > body.length) {
    notes.push(
      `content-length says ${length} bytes and ${body.length} are there: the body was changed or cut when it was saved.`,
    );
  }
  return { method, url: urlOf(target, headers), headers, body, notes };
}
