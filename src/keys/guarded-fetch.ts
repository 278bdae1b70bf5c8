import { WebhookError } from "../core/errors.js";

/** How much is read, and for how long. */
export interface FetchLimits {
  /** Largest answer in bytes, counted while it arrives. Default 64 KiB. */
  readonly maxBytes?: number | undefined;
  /** From the first byte sent to the last one read. Default 3000. */
  readonly timeoutMs?: number | undefined;
}

/** What is fetched, and how. */
export interface FetchOptions extends FetchLimits {
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

const unavailable = (what: string, cause?: unknown) =>
  new WebhookError("KEY_UNAVAILABLE", `What the delivery names cannot be fetched: ${what}.`, cause);

async function readBody(response: Response, maxBytes: number): Promise<string> {
  if (Number(response.headers.get("content-length")) > maxBytes) throw unavailable("it is too large");
  const reader = response.body?.getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let size = 0;
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (!value || done) return text + decoder.decode();
    size += value.length;
    if (size > maxBytes) {
      reader?.cancel().catch(() => {});
      throw unavailable("it is too large");
    }
    text += decoder.decode(value, { stream: true });
  }
}

/**
 * The text at an address that was allowed before. No redirect is followed.
 * @throws WebhookError `KEY_UNKNOWN` when there is nothing at that address, `KEY_UNAVAILABLE` when it cannot be had
 */
export async function guardedFetch(url: string, options: FetchOptions): Promise<string> {
  const { fetch: send = fetch, headers = {}, maxBytes = 64 * 1024, timeoutMs = 3000 } = options;
  const signal = AbortSignal.timeout(timeoutMs);
  // A fetch that was handed in may not heed the signal.
  const late = new Promise<never>((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(unavailable(`no answer in ${timeoutMs} ms`)), { once: true });
  });
  const read = async () => {
    // "error" is unknown to workers; a redirect that was followed all the same shows in the answer.
    const response = await send(url, { method: "GET", redirect: "manual", headers, signal });
    const { status, redirected } = response;
    const moved = redirected || (response.url !== "" && response.url !== url);
    if (status !== 200 || moved) {
      response.body?.cancel().catch(() => {});
      if (status === 404 || status === 410) throw new WebhookError("KEY_UNKNOWN", "There is no key at that address.");
      throw unavailable(moved ? "the answer comes from another address" : `the answer is ${status}`);
    }
    return readBody(response, maxBytes);
  };
  try {
    return await Promise.race([read(), late]);
  } catch (error) {
    throw error instanceof WebhookError ? error : unavailable("the connection failed", error);
  }
}
