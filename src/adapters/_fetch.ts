import { WebhookError } from "../core/errors.js";
import type { AnyProvider } from "../core/provider.js";
import type { Answer } from "../receiver/answer.js";
import type { Receiver } from "../receiver/receiver.js";
import { within } from "../receiver/store-call.js";

/** Anything with `waitUntil`: keeps a worker alive when the client has left. */
interface Waiter {
  waitUntil(promise: Promise<unknown>): void;
}

/**
 * Reads a body, counting while it streams, within 10 s (`bodyTimeoutMs` is for tests). One buffer, grown by doubling: a sender
 * who cuts a body into single bytes costs no more than another. A stream that is refused is not cancelled: under Node.js that
 * would cut the socket before the answer.
 * @throws WebhookError `BODY_TOO_LARGE`, `BODY_TIMEOUT`, `BODY_ABORTED`, `BODY_NOT_BYTES`
 */
export async function readStream(
  stream: ReadableStream<Uint8Array> | null,
  maxBytes: number,
  options: object,
): Promise<Uint8Array> {
  if (!stream) return new Uint8Array(0);
  const { bodyTimeoutMs = 10_000 } = options as { readonly bodyTimeoutMs?: number };
  const reader = stream.getReader();
  let buffer = new Uint8Array(0) as Uint8Array;
  let length = 0;
  const read = async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return buffer.subarray(0, length);
      // Not instanceof: the bytes may come from another realm.
      if (!ArrayBuffer.isView(value))
        throw new WebhookError("BODY_NOT_BYTES", "The body streams something else than bytes.");
      const end = length + value.length;
      if (end > maxBytes)
        throw new WebhookError("BODY_TOO_LARGE", `The body is larger than maxBodyBytes, ${maxBytes}.`);
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
  try {
    return await within(bodyTimeoutMs, "BODY_TIMEOUT", read(), "The body did not arrive");
  } catch (error) {
    if (error instanceof WebhookError) throw error;
    throw new WebhookError("BODY_ABORTED", "The body ended before it was complete.", error);
  }
}

/** What a Response is made of. Some statuses carry no body, and the constructor throws on one. */
export function toParts({ status, headers = {}, body }: Answer): [body: BodyInit | null, init: ResponseInit] {
  return [[204, 205, 304].includes(status) ? null : ((body ?? null) as BodyInit | null), { status, headers }];
}

/** Asks the platform, where it can, not to cut the work when the client leaves. */
export function keepAlive(waiter: unknown, work: Promise<unknown>): void {
  if (typeof (waiter as Waiter | undefined)?.waitUntil === "function") (waiter as Waiter).waitUntil(work);
}

/** What any function from Request to Response does. */
export async function respond<P extends AnyProvider>(
  receiver: Receiver<P>,
  options: object,
  request: Request,
  platform: readonly unknown[],
): Promise<Response> {
  const { method, url, headers } = request;
  const body = async (maxBytes: number) => {
    if (request.bodyUsed || request.body?.locked) {
      throw new WebhookError(
        "BODY_ALREADY_READ",
        "The request was read before webhook() and the signed bytes are gone. Read request.clone() there, or call webhook() first.",
      );
    }
    return readStream(request.body, maxBytes, options);
  };
  const answer = receiver.receive({ method, url, headers, body }, platform[0] ?? request);
  for (const waiter of platform) keepAlive(waiter, answer);
  return new Response(...toParts(await answer));
}
