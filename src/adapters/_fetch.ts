import { WebhookError } from "../core/errors.js";
import type { Answer } from "../receiver/answer.js";
import type { IncomingDelivery } from "../receiver/receiver.js";

/** Anything with `waitUntil`: keeps a worker alive when the client has left. */
interface Waiter {
  waitUntil(promise: Promise<unknown>): void;
}

/** For how long a body may take to arrive. `bodyTimeoutMs` is for tests. */
const timeoutOf = (options: object): number => (options as { bodyTimeoutMs?: number }).bodyTimeoutMs ?? 10_000;

/**
 * Reads a body, counting while it streams. One buffer, grown by doubling: a sender who cuts a body into single bytes costs no
 * more than another. The stream is not cancelled when it is refused: under Node.js that cuts the socket before the answer.
 * @throws WebhookError `BODY_TOO_LARGE`, `BODY_TIMEOUT`, `BODY_ABORTED`, `BODY_NOT_BYTES`
 */
export async function readStream(
  stream: ReadableStream<Uint8Array>,
  maxBytes: number,
  options: object,
): Promise<Uint8Array> {
  const timeoutMs = timeoutOf(options);
  const reader = stream.getReader();
  let buffer = new Uint8Array(0) as Uint8Array;
  let length = 0;
  const read = async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return buffer.subarray(0, length);
      if (!(value instanceof Uint8Array)) throw new WebhookError("BODY_NOT_BYTES", "The body streams something else than bytes.");
      const end = length + value.length;
      if (end > maxBytes) throw new WebhookError("BODY_TOO_LARGE", `The body is larger than maxBodyBytes, ${maxBytes}.`);
      if (!length) buffer = value;
      else if (end > buffer.length) {
        const larger = new Uint8Array(Math.min(maxBytes, Math.max(end, 2 * buffer.length)));
        larger.set(buffer.subarray(0, length));
        buffer = larger;
      }
      if (length) buffer.set(value, length);
      length = end;
    }
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const expire = () => reject(new WebhookError("BODY_TIMEOUT", `The body did not arrive within ${timeoutMs} ms.`));
    timer = setTimeout(expire, timeoutMs);
  });
  try {
    return await Promise.race([read(), late]);
  } catch (error) {
    throw error instanceof WebhookError ? error : new WebhookError("BODY_ABORTED", "The body ended before it was complete.", error);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The bytes of a Request that nobody has read.
 * @param remedy what to do when somebody has
 * @throws WebhookError `BODY_ALREADY_READ`, and those of {@link readStream}
 */
export async function readRequest(
  request: Request,
  maxBytes: number,
  options: object,
  remedy: string,
): Promise<Uint8Array> {
  const { bodyUsed, body } = request;
  if (bodyUsed || body?.locked) throw new WebhookError("BODY_ALREADY_READ", `The body was read before webhook(). ${remedy}`);
  return body ? readStream(body, maxBytes, options) : new Uint8Array(0);
}

/** A Request as a delivery whose body is read by and by. */
export function toDelivery(request: Request, body: (maxBytes: number) => Promise<Uint8Array>): IncomingDelivery {
  const { method, url, headers } = request;
  return { method, url, headers, body };
}

/** An answer as a Response. Some statuses carry no body, and the constructor throws on one. */
export function toResponse({ status, headers = {}, body }: Answer): Response {
  const content = [204, 205, 304].includes(status) ? null : (body as BodyInit | undefined);
  return new Response(content, { status, headers });
}

/** Asks the platform, where it can, not to cut the work when the client leaves. */
export function keepAlive(waiter: unknown, work: Promise<unknown>): void {
  if (typeof (waiter as Waiter | undefined)?.waitUntil === "function") (waiter as Waiter).waitUntil(work);
}
