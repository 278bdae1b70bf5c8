import { connect, type Socket } from "node:net";

/** What came back over a raw socket. */
export interface Answered {
  status: number;
  /** Names in lower case; the last of several wins. */
  headers: Record<string, string>;
  body: string;
}

export interface RequestHead {
  method?: string;
  path: string;
  /** Written as they are: doubled names, any bytes. */
  headers?: readonly (readonly [string, string])[];
}

export interface Wire {
  readonly socket: Socket;
  write(data: string | Uint8Array): void;
  /** All bytes that have come so far. */
  received(): string;
  /** The next answer, or `undefined` when the connection ended without one. */
  answer(): Promise<Answered | undefined>;
}

/** Text as bytes: one byte for each character where that is possible, so that any byte can be sent. */
const toWire = (text: string) => Buffer.from(text, /[^\0-\xff]/.test(text) ? "utf8" : "latin1");

export function head({ method = "POST", path, headers = [] }: RequestHead): Buffer {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    "Host: localhost",
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  return toWire(`${lines.join("\r\n")}\r\n\r\n`);
}

function dechunk(text: string): { body: string; end: number } | undefined {
  let body = "";
  for (let at = 0; ; ) {
    const line = text.indexOf("\r\n", at);
    if (line < 0) return;
    const size = Number.parseInt(text.slice(at, line), 16);
    const end = line + 2 + size + 2;
    if (text.length < end) return;
    if (size === 0) return { body, end };
    body += text.slice(line + 2, line + 2 + size);
    at = end;
  }
}

/** Reads one whole answer off the front; `undefined` until it is there. */
function take(text: string, closed: boolean): { answer: Answered; rest: string } | undefined {
  const split = text.indexOf("\r\n\r\n");
  if (split < 0) return;
  const [first = "", ...lines] = text.slice(0, split).split("\r\n");
  const status = Number(first.split(" ")[1]);
  const headers = Object.fromEntries(
    lines.map((line) => [line.split(":")[0]!.toLowerCase(), line.replace(/^[^:]*: */, "")]),
  );
  const after = text.slice(split + 4);
  if (status === 100) return take(after, closed);
  if (headers["transfer-encoding"] === "chunked") {
    const found = dechunk(after);
    return found && { answer: { status, headers, body: found.body }, rest: after.slice(found.end) };
  }
  const none = status === 204 || status === 304;
  const length = none ? 0 : headers["content-length"] === undefined ? undefined : Number(headers["content-length"]);
  if (length === undefined) return closed ? { answer: { status, headers, body: after }, rest: "" } : undefined;
  if (after.length < length) return;
  return { answer: { status, headers, body: after.slice(0, length) }, rest: after.slice(length) };
}

/** A connection on which anything can be written. */
export async function dial(port: number): Promise<Wire> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  let text = "";
  let closed = false;
  let wake = () => {};
  socket.on("data", (chunk) => {
    text += chunk.toString("latin1");
    wake();
  });
  socket.on("error", () => {});
  socket.on("close", () => {
    closed = true;
    wake();
  });
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  return {
    socket,
    write: (data) => void socket.write(data),
    received: () => text,
    async answer() {
      for (;;) {
        const found = take(text, closed);
        if (found) {
          text = found.rest;
          return found.answer;
        }
        if (closed) return undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

/** One request with a body of known length, or none; one answer. Fails when the connection ends without an answer. */
export async function send(port: number, request: RequestHead, body?: string | Uint8Array): Promise<Answered> {
  const wire = await dial(port);
  const bytes = body === undefined ? undefined : Buffer.from(body);
  const length: [string, string][] = bytes ? [["content-length", String(bytes.length)]] : [];
  wire.write(head({ ...request, headers: [...(request.headers ?? []), ...length, ["connection", "close"]] }));
  if (bytes) wire.write(bytes);
  const answer = await wire.answer();
  wire.socket.destroy();
  if (!answer) throw new Error("The connection ended without an answer.");
  return answer;
}

/** A piece of a chunked body; an empty one ends it. */
export const chunk = (bytes: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")]);
