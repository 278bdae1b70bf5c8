import { WebhookError } from "../core/errors.js";
import type { KeyedEvent } from "../core/event.js";
import { type Answer, isSuccess, refusal, toAnswer } from "./answer.js";
import { tell } from "./hooks.js";
import type { TransactionalStore } from "./idempotency.js";
import type { TransactionalContext } from "./options.js";
import type { Work } from "./run-claimed.js";
import type { Settings } from "./settings.js";
import { arm, toStoreError } from "./store-call.js";

/** What a transactional run came to. */
export type TransactionResult =
  | { readonly state: "answered"; readonly answer: Answer }
  | { readonly state: "running"; readonly retryAfterMs: number }
  | { readonly state: "done" };

/** Ends a transaction whose handler answered something else than 2xx. */
class Rollback extends Error {}

/** Runs the handler in the store's transaction. The deadline holds for the store: before the handler begins, and after it. */
export async function runTransaction(
  settings: Settings,
  store: TransactionalStore<unknown>,
  event: KeyedEvent,
  key: string,
  work: Work<TransactionalContext<unknown>>,
): Promise<TransactionResult> {
  const { retainMs, storeTimeoutMs, maxRunMs, exposeReason } = settings;
  const controller = new AbortController();
  const { signal } = controller;
  const started = performance.now();
  let attempt = 1;
  let working = false;
  let failed: { readonly error: unknown; readonly answer: Answer } | undefined;
  let answered: Answer | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let expire: (error: WebhookError) => void = () => {};
  const expired = new Promise<never>((_resolve, reject) => {
    expire = reject;
  });
  const limit = (ms: number, code: "STORE_UNAVAILABLE" | "LEASE_LOST") => {
    clearTimeout(timer);
    timer = arm(ms, () => {
      const error = new WebhookError(code, `No result within ${ms} ms.`);
      controller.abort(error);
      expire(error);
    });
  };

  const failure = (error: unknown, answer?: Answer) => {
    const shown = answer ?? refusal(new WebhookError("HANDLER_FAILED", "The handler failed."), exposeReason);
    failed = { error, answer: shown };
  };

  const handle = async (transaction: unknown, nth: number): Promise<Answer> => {
    // Too late: the sender has been told to come again.
    signal.throwIfAborted();
    attempt = nth;
    // A store may repeat the work: what failed before does not count.
    failed = undefined;
    limit(maxRunMs, "LEASE_LOST");
    let answer: Answer;
    working = true;
    try {
      answer = await toAnswer(await work({ attempt, idempotencyKey: key, signal, transaction }));
    } catch (error) {
      failure(error);
      throw error;
    } finally {
      working = false;
      if (!signal.aborted) limit(storeTimeoutMs, "STORE_UNAVAILABLE");
    }
    signal.throwIfAborted();
    if (isSuccess(answer)) {
      answered = answer;
      return answer;
    }
    const error = new Rollback(`The handler answered ${answer.status}.`);
    failure(error, answer);
    throw error;
  };

  limit(storeTimeoutMs, "STORE_UNAVAILABLE");
  try {
    const running = (async () => store.run(key, { retainMs, signal }, handle))();
    running.catch(() => {});
    const result = await Promise.race([running, expired]);
    if (result?.state === "done" || result?.state === "running") return result;
    if (result?.state !== "committed" || result.value !== answered) {
      throw new WebhookError("STORE_UNAVAILABLE", "The store's run gave no state: committed, running or done.");
    }
    const { status } = result.value;
    tell(settings, "onHandled", { event, key, attempt, status, durationMs: performance.now() - started });
    return { state: "answered", answer: result.value };
  } catch (error) {
    if (failed) {
      tell(settings, "onFailed", { event, key, attempt, error: failed.error, status: failed.answer.status });
      return { state: "answered", answer: failed.answer };
    }
    // Whether it was committed is not known: the retry finds the row, or does not.
    tell(settings, "onStoreError", { key, operation: "run", error });
    return { state: "answered", answer: refusal(toStoreError(error), exposeReason) };
  } finally {
    clearTimeout(timer);
    // The transaction broke under the handler: it works for nothing.
    if (working) controller.abort(new WebhookError("LEASE_LOST", "The transaction is over."));
  }
}
