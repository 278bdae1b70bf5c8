import { WebhookError } from "../core/errors.js";
import type { KeyedEvent } from "../core/event.js";
import { type Answer, isSuccess, refusal, toAnswer } from "./answer.js";
import { tell } from "./hooks.js";
import type { Claim, IdempotencyStore, StoreOptions } from "./idempotency.js";
import type { HandlerContext } from "./options.js";
import type { Settings } from "./settings.js";
import { arm, sleep, within } from "./store-call.js";

/** A handler whose event and platform are fixed. */
export type Work<Context> = (context: Context) => unknown;

/** How often a completion is told to the store before it is given up. */
const TRIES = 3;

const now = () => performance.now();

/** Asks the store for the right to run. A claim that answers after its deadline is given back. */
export async function claimOnce(settings: Settings, store: IdempotencyStore, key: string): Promise<Claim> {
  const { leaseMs, retainMs, storeTimeoutMs } = settings;
  const controller = new AbortController();
  const options = { leaseMs, retainMs, signal: controller.signal };
  const sent = now();
  const claim = (async () => store.claim(key, options))();
  try {
    const result = await within(storeTimeoutMs, "STORE_UNAVAILABLE", claim);
    // A process that was suspended meanwhile must not begin what another may have taken over.
    const isClaimed = result?.state === "claimed";
    if (isClaimed && now() - sent >= leaseMs) {
      throw new WebhookError("LEASE_LOST", "The lease was over before the claim was answered.");
    }
    if (isClaimed ? Number.isFinite(result.fence) : result?.state === "done" || result?.state === "running")
      return result;
    throw new WebhookError("STORE_UNAVAILABLE", "The store's claim gave no state: claimed, running or done.");
  } catch (error) {
    controller.abort(error);
    const late = { ...options, signal: new AbortController().signal };
    claim
      .then((result) => (result?.state === "claimed" ? store.release(key, result.fence, late) : false))
      .catch(() => {});
    throw error;
  }
}

/** What of a store holds a claim, and ends it. */
export type ClaimHolder = Pick<IdempotencyStore, "complete" | "release" | "extend">;

/** Runs the handler under a claim: heartbeat, then completion or release, then the answer. */
export async function runClaimed(
  settings: Settings,
  store: ClaimHolder,
  event: KeyedEvent,
  key: string,
  { fence, attempt, sent }: { readonly fence: number; readonly attempt: number; readonly sent: number },
  work: Work<HandlerContext>,
): Promise<Answer> {
  const { leaseMs, retainMs, maxRunMs, storeTimeoutMs, exposeReason } = settings;
  const run = new AbortController();
  const options: StoreOptions = Object.freeze({ leaseMs, retainMs, signal: new AbortController().signal });
  const started = now();
  let beating = false;
  let expiry: ReturnType<typeof setTimeout> | undefined;

  /** One call under its deadline; `undefined` when the store failed. */
  const ask = async (operation: "complete" | "release" | "extend"): Promise<boolean | undefined> => {
    try {
      const call = (async () => store[operation](key, fence, options))();
      return (await within(storeTimeoutMs, "STORE_UNAVAILABLE", call)) === true;
    } catch (error) {
      tell(settings, "onStoreError", { key, operation, error });
      return undefined;
    }
  };
  const rest = () => {
    clearInterval(timer);
    clearTimeout(expiry);
  };
  const lose = () => {
    rest();
    run.abort(new WebhookError("LEASE_LOST", "The lease was lost: another run may have begun."));
  };
  /** The store counts the lease from some moment after the call was sent: by our clock it holds at least until then. */
  const holdFrom = (moment: number) => {
    clearTimeout(expiry);
    expiry = arm(Math.max(0, moment + leaseMs - now()), lose);
  };
  const beat = async () => {
    if (beating) return;
    beating = true;
    const asked = now();
    const extended = await ask("extend");
    beating = false;
    if (ended || run.signal.aborted) return;
    if (extended) holdFrom(asked);
    else if (extended === false) lose();
  };
  let ended = false;
  const timer = setInterval(beat, Math.min(leaseMs / 3, 2 ** 31 - 1));
  holdFrom(sent);

  const finish = async (answer: Answer): Promise<Answer> => {
    let completed: boolean | undefined;
    for (let i = 0; i < TRIES && completed === undefined; i++) {
      if (i) await sleep(50 * 4 ** i * (0.5 + Math.random()));
      completed = await ask("complete");
    }
    if (completed) {
      tell(settings, "onHandled", { event, key, attempt, status: answer.status, durationMs: now() - started });
    } else {
      tell(settings, "onCompletionLost", { event, key, fence, reason: completed === false ? "lost" : "unreachable" });
    }
    return answer;
  };

  const fail = async (error: unknown, own?: Answer): Promise<Answer> => {
    const lost = run.signal.aborted;
    const code = lost ? "LEASE_LOST" : "HANDLER_FAILED";
    if (!lost) await ask("release");
    // A payload that the handler was the first to read is no fault of the handler.
    const malformed = error instanceof WebhookError && error.status === 400;
    const shown = malformed && !lost ? error : new WebhookError(code, "The handler failed.");
    const answer = own && !lost ? own : refusal(shown, exposeReason);
    tell(settings, "onFailed", { event, key, attempt, error, status: answer.status });
    return answer;
  };

  const settled = (async () => {
    let answer: Answer;
    try {
      answer = await toAnswer(await work({ attempt, idempotencyKey: key, signal: run.signal, fence }));
    } catch (error) {
      return fail(error);
    }
    if (isSuccess(answer)) return finish(answer);
    return fail(new WebhookError("HANDLER_FAILED", `The handler answered ${answer.status}.`), answer);
  })();
  try {
    return await within(maxRunMs, "LEASE_LOST", settled);
  } catch (error) {
    // The handler goes on; whenever it ends, its fence decides.
    lose();
    const answer = refusal(error as WebhookError, exposeReason);
    tell(settings, "onFailed", { event, key, attempt, error, status: answer.status });
    return answer;
  } finally {
    ended = true;
    rest();
  }
}
