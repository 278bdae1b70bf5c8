import type { IncomingMessage, ServerResponse } from "node:http";
import { WebhookError } from "../core/errors.js";
import type { AnyProvider, NeedsOf } from "../core/provider.js";
import { startCheck } from "../core/running-check.js";
import type { Begun } from "../core/verification.js";
import type { IncomingDelivery } from "../receiver/admit.js";
import type { Answer } from "../receiver/answer.js";
import type { AnyStore } from "../receiver/idempotency.js";
import type { ReceiverCommon } from "../receiver/options.js";

export type { IncomingMessage, ServerResponse };

// biome-ignore lint/suspicious/noExplicitAny: any function.
type Given<T> = Exclude<T, (...args: any) => unknown>;

/** Options of a receiver whose credentials, where they are functions, get this platform. */
export type OptionsOn<P extends AnyProvider, S extends AnyStore, Schema, Platform> = {
  readonly provider: P;
  /** Default: `memoryStore()`, right for one process. */
  readonly store?: S | undefined;
  /** Validates the payload, and types it: zod, valibot, arktype and others that speak Standard Schema. */
  readonly schema?: Schema | undefined;
} & ReceiverCommon &
  NeedsOn<NeedsOf<P>, Platform>;

/** What may be a function of the platform. Other options that are functions, such as `fetch`, are what they are. */
type Credential = "secret" | "publicKey" | "username" | "password";

/** A conditional type, because TypeScript 5.4 gives no type to the parameter of a function inside a bare mapped one. */
type NeedsOn<Needs, Platform> = Needs extends object
  ? {
      readonly [K in keyof Needs]: K extends Credential
        ? Given<Needs[K]> | ((platform: Platform) => Given<Needs[K]> | Promise<Given<Needs[K]>>)
        : Needs[K];
    }
  : never;

/** What a framework and its parsers have made of a body. */
export interface Kept {
  /** Where parsers put what they keep. Bytes are taken, text is not. */
  readonly values: readonly unknown[];
  /** Names the guilty layer and the remedy, when only text was kept, or nothing. */
  blame(code: "BODY_NOT_BYTES" | "BODY_ALREADY_READ"): string;
}

/** A body of so many bytes is hashed while it arrives; one call is faster for less. */
const LARGE = 64 * 1024;

/** A request as a delivery. Headers as they came, so that doubled ones are seen. */
export function toDelivery(
  req: IncomingMessage,
  url: string | undefined,
  kept: Kept,
  options: object,
): IncomingDelivery {
  const { method, headers, rawHeaders } = req;
  return {
    method,
    url,
    headers: rawHeaders?.length ? rawHeaders : headers,
    body: (maxBytes, begun) => readBody(req, maxBytes, kept, options, begun as Begun | undefined),
  };
}

/**
 * The bytes of a request: those that a parser kept, else from the stream, counted while it flows, within 10 s (`bodyTimeoutMs` is
 * for tests). One chunk is not copied; many grow one buffer, so that a body in single bytes costs no more than another. A large one
 * is hashed chunk by chunk, so that no step of it holds up the event loop.
 * @throws WebhookError `BODY_TOO_LARGE`, `BODY_TIMEOUT`, `BODY_ABORTED`, `BODY_ALREADY_READ`, `BODY_NOT_BYTES`
 */
async function readBody(
  req: IncomingMessage,
  maxBytes: number,
  kept: Kept,
  options: object,
  begun: Begun | undefined,
): Promise<Uint8Array> {
  const { bodyTimeoutMs = 10_000 }: { readonly bodyTimeoutMs?: number } = { ...options };
  const spent = req.readableDidRead || req.readableEnded;
  const bytes = kept.values.find((value): value is Uint8Array => value instanceof Uint8Array);
  if (bytes && (bytes.length || spent)) return bytes;
  if (spent || req.readableEncoding) {
    const text = !spent || kept.values.some((value) => typeof value === "string");
    const code = text ? "BODY_NOT_BYTES" : "BODY_ALREADY_READ";
    throw new WebhookError(code, kept.blame(code));
  }
  const aborted = () => new WebhookError("BODY_ABORTED", "The body ended before it was complete.");
  if (req.destroyed) throw aborted();
  return new Promise((resolve, reject) => {
    const announced = Number(req.headers["content-length"]) || 0;
    let buffer: Uint8Array = Buffer.alloc(0);
    let length = 0;
    const stop = () => {
      clearTimeout(timer);
      req.off("data", add).off("end", end).off("error", cut).off("close", cut);
    };
    const refuse = (error: WebhookError) => {
      stop();
      req.pause();
      reject(error);
    };
    const add = (chunk: Uint8Array) => {
      const total = length + chunk.length;
      if (total > maxBytes) {
        return refuse(new WebhookError("BODY_TOO_LARGE", `The body is larger than maxBodyBytes, ${maxBytes}.`));
      }
      if (!length) buffer = chunk;
      else {
        if (total > buffer.length) {
          // Who has sent so much may have the room he asked for: to move it again and again takes time.
          const wanted = length < LARGE ? 2 * buffer.length : Math.max(2 * buffer.length, announced);
          const larger = Buffer.allocUnsafe(Math.min(maxBytes, Math.max(total, wanted)));
          larger.set(buffer.subarray(0, length));
          buffer = larger;
        }
        buffer.set(chunk, length);
      }
      length = total;
      if (!begun || length < LARGE) return;
      begun.running ??= startCheck(begun);
      begun.running?.update(buffer.subarray(begun.running.hashed, length));
    };
    const end = () => {
      stop();
      resolve(buffer.subarray(0, length));
    };
    const cut = () => refuse(aborted());
    const late = () => refuse(new WebhookError("BODY_TIMEOUT", `The body did not arrive within ${bodyTimeoutMs} ms.`));
    const timer = setTimeout(late, bodyTimeoutMs);
    req.on("data", add).on("end", end).on("error", cut).on("close", cut).resume();
  });
}

/** For how long the rest of a refused body is thrown away, so that its sender can still read the answer. */
const LINGER_MS = 1000;

/** Node computes these; what a handler's `Response` says of them is about another connection. */
const HOP = /^(connection|content-length|keep-alive|transfer-encoding)$/i;

/** Whether the answer is given before the body has arrived. */
export const isEarly = (req: IncomingMessage): boolean =>
  !req.complete && !req.readableEnded && !req.destroyed && req.httpVersionMajor < 2;

/** Headers of an answer that may go out. */
export const headersOf = ({ headers = {} }: Answer): [string, string][] =>
  Object.entries(headers).filter(([name]) => !HOP.test(name));

/** Sends an answer. Where the body has not arrived, the connection ends: an unread body would cost as much as a read one. */
export function send(req: IncomingMessage, res: ServerResponse, answer: Answer): void {
  const { status, body = "" } = answer;
  if (res.headersSent || res.destroyed) return;
  res.statusCode = status;
  for (const [name, value] of headersOf(answer)) res.setHeader(name, value);
  if (!isEarly(req)) {
    res.end(body);
    return;
  }
  res.setHeader("connection", "close");
  res.setHeader("content-length", Buffer.byteLength(body));
  // All of the answer leaves now. Ending it closes the socket, and what then still comes in would reset it unread.
  if (body.length) res.write(body);
  else res.flushHeaders();
  const end = () => {
    clearTimeout(timer);
    res.end();
  };
  const timer = setTimeout(end, LINGER_MS);
  req.once("end", end).once("close", end).resume();
}
