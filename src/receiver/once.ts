import { WebhookError } from "../core/errors.js";
import type { KeyedEvent } from "../core/event.js";
import { type Answer, isSuccess, refusal } from "./answer.js";
import { tell } from "./hooks.js";
import { type Claim, type IdempotencyStore, isTransactional } from "./idempotency.js";
import { type ClaimHolder, claimOnce, runClaimed, type Work } from "./run-claimed.js";
import { runTransaction } from "./run-transaction.js";
import type { Settings } from "./settings.js";
import { sleep, toStoreError, within } from "./store-call.js";

/** How many duplicates of one event may wait for its run in this process. */
const MAX_JOINED = 1000;

/** Stands in where nothing is claimed: the run is nobody else's business. */
const yes = async () => true;
const UNCLAIMED: ClaimHolder = { complete: yes, release: yes, extend: yes };

/** Runs an event that is not held back. */
export function runUnclaimed(settings: Settings, event: KeyedEvent, key: string, work: Work<unknown>): Promise<Answer> {
  return runClaimed(settings, UNCLAIMED, event, key, { fence: 0, attempt: 1, sent: performance.now() }, work);
}

/** An event that runs in this process, and how many duplicates wait for it. */
interface Flight {
  readonly answer: Promise<Answer>;
  joined: number;
}

/** Gives a function that runs an event unless it was run, or is being run: here, or by whom the store knows. */
export function createOnce(
  settings: Settings,
): (event: KeyedEvent, key: string, work: Work<unknown>) => Promise<Answer> {
  const { store, exposeReason, waitMs } = settings;
  const flights = new Map<string, Flight>();

  const duplicate = (event: KeyedEvent, key: string, state: "done" | "running" | "joined"): Answer => {
    tell(settings, "onDuplicate", { event, key, state });
    return { status: 200 };
  };
  const busy = (event: KeyedEvent, key: string, retryAfterMs: number): Answer => {
    duplicate(event, key, "running");
    const error = new WebhookError("EVENT_RUNNING", "This event is being handled.");
    return refusal(error, exposeReason, Math.min(retryAfterMs, 30_000));
  };

  async function join(event: KeyedEvent, key: string, flight: Flight): Promise<Answer> {
    if (flight.joined >= MAX_JOINED || !waitMs) return busy(event, key, 1000);
    flight.joined++;
    try {
      const answer = await within(waitMs, "EVENT_RUNNING", flight.answer);
      const joined = duplicate(event, key, "joined");
      return isSuccess(answer) ? joined : answer;
    } catch {
      return busy(event, key, 1000);
    } finally {
      flight.joined--;
    }
  }

  /** One try to get the right to run; an answer, or for how long another run may take. */
  async function attempt(
    event: KeyedEvent,
    key: string,
    work: Work<unknown>,
  ): Promise<Answer | { readonly retryAfterMs: number }> {
    if (isTransactional(store)) {
      const result = await runTransaction(settings, store, event, key, work);
      if (result.state === "answered") return result.answer;
      return result.state === "done" ? duplicate(event, key, "done") : result;
    }
    const claims = store as IdempotencyStore;
    const sent = performance.now();
    let claim: Claim;
    try {
      claim = await claimOnce(settings, claims, key);
    } catch (error) {
      const choice = tell(settings, "onStoreError", { key, operation: "claim", error });
      return choice === "process"
        ? runUnclaimed(settings, event, key, work)
        : refusal(toStoreError(error), exposeReason);
    }
    if (claim.state === "claimed") return runClaimed(settings, claims, event, key, { ...claim, sent }, work);
    return claim.state === "done" ? duplicate(event, key, "done") : claim;
  }

  /** Waits for a run elsewhere, within bounds, by asking again. */
  async function run(event: KeyedEvent, key: string, work: Work<unknown>): Promise<Answer> {
    const end = performance.now() + waitMs;
    for (let pause = 100; ; pause *= 2) {
      const result = await attempt(event, key, work);
      if ("status" in result) return result;
      const left = end - performance.now();
      if (!(left > 0)) return busy(event, key, Number(result.retryAfterMs) || 1000);
      await sleep(Math.min(pause, left));
    }
  }

  return async (event, key, work) => {
    const flight = flights.get(key);
    if (flight) return join(event, key, flight);
    const answer = run(event, key, work);
    flights.set(key, { answer, joined: 0 });
    try {
      return await answer;
    } finally {
      flights.delete(key);
    }
  };
}
