import { WebhookError } from "../core/errors.js";

/** A timer. Node fires one beyond 2³¹ ms at once. */
export const arm = (ms: number, fire: () => void) => setTimeout(fire, Math.min(ms, 2 ** 31 - 1));

export const toStoreError = (error: unknown): WebhookError =>
  error instanceof WebhookError ? error : new WebhookError("STORE_UNAVAILABLE", "The store failed.", error);

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * The result, or an error after the deadline.
 * @throws WebhookError of the given code
 */
export async function within<T>(
  ms: number,
  code: "STORE_UNAVAILABLE" | "LEASE_LOST" | "EVENT_RUNNING" | "BODY_TIMEOUT",
  promise: Promise<T>,
  what = "No result",
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = arm(ms, () => reject(new WebhookError(code, `${what} within ${ms} ms.`)));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
