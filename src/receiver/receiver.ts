import { type Delivery, readHeader, toBytes } from "../core/delivery.js";
import { WebhookConfigError, WebhookError } from "../core/errors.js";
import type { EventOf, GenuineEvent, WebhookEvent } from "../core/event.js";
import type { AnyProvider, EventsOf, Handshake } from "../core/provider.js";
import { createVerifier } from "../core/verify.js";
import { type Answer, isSuccess, json, refusal, text } from "./answer.js";
import { tell } from "./hooks.js";
import {
  type AnyStore,
  type Claim,
  type IdempotencyStore,
  idempotencyKey,
  isTransactional,
  type StoreOptions,
} from "./idempotency.js";
import {
  type EventsWith,
  type Handler,
  type HandlerContext,
  type ReceiverOptions,
  type StandardSchema,
  type TransactionalContext,
  toSettings,
} from "./options.js";
import { claimOnce, runClaimed } from "./run-claimed.js";
import { runTransaction } from "./run-transaction.js";
import { sleep, toStoreError, within } from "./store-call.js";

/** A delivery whose body may still have to be read: at most that many bytes, or an error of type {@link WebhookError}. */
export interface IncomingDelivery extends Omit<Delivery, "body"> {
  /** What arrived, or a function that reads it. */
  readonly body: Delivery["body"] | ((maxBytes: number) => Promise<Uint8Array>);
}

/** The pipeline of one endpoint: verify, claim, run the handler, complete, answer. */
export interface Receiver<P extends AnyProvider, Event extends WebhookEvent = EventOf<EventsOf<P>>> {
  /**
   * Handles one delivery. It never rejects: whatever happens becomes an answer.
   * @param platform goes to credentials that are functions, and to the handler
   */
  receive(delivery: IncomingDelivery, platform?: unknown): Promise<Answer & { readonly event?: Event | undefined }>;
  /** The idempotency key of an event, as the store knows it. */
  keyOf(event: WebhookEvent): string;
  /** Lets a finished event run again, by its key. `false` when nothing is there, or a run holds it. */
  forget(key: string): Promise<boolean>;
}

/** How many duplicates of one event may wait for its run in this process. */
const MAX_JOINED = 1000;

/**
 * Builds the pipeline of one endpoint. Adapters wrap it; use it where none fits.
 * @param options provider, its credential, and {@link ReceiverOptions}
 * @param handler does the work, once for each event
 * @throws WebhookConfigError when the options cannot be right
 * @example
 * ```ts
 * import { createReceiver } from "hookonce";
 * import { stripe } from "hookonce/providers/stripe";
 *
 * const receiver = createReceiver({ provider: stripe, secret: "whsec_5Jb1dQ0nYxkq2" }, async (event) => {
 *   console.log(event.id, event.type);
 * });
 * const answer = await receiver.receive({ method: "POST", headers: {}, body: "{}" });
 * console.log(answer.status); // 401
 * ```
 */
export function createReceiver<
  P extends AnyProvider,
  S extends AnyStore = IdempotencyStore,
  Schema extends StandardSchema | undefined = undefined,
>(options: ReceiverOptions<P, S, Schema>, handler: Handler<EventsWith<P, Schema>, NoInfer<S>>): Receiver<P> {
  if (typeof handler !== "function") {
    throw new WebhookConfigError("OPTION_INVALID", "The handler is a function of event and context.");
  }
  const verifyDelivery = createVerifier<AnyProvider>(
    ({ __proto__: null, ...options } as unknown as typeof options).provider,
    options,
  );
  const settings = toSettings(options);
  const { provider, store, schema, endpoint, maxBodyBytes, exposeReason, once, waitMs } = settings;
  const flights = new Map<string, { readonly answer: Promise<Answer>; joined: number }>();
  const keys = new WeakMap<object, string>();

  /** Everything before the claim: refuses by header first, then reads, verifies and validates. */
  async function admit(delivery: IncomingDelivery, platform: unknown): Promise<GenuineEvent> {
    const { method = "POST", url, headers, body } = delivery;
    if (method !== "POST")
      throw new WebhookError("METHOD_NOT_ALLOWED", `${method} is not what webhooks come with: POST.`);
    const encoding = readHeader(headers, "content-encoding");
    if (encoding && encoding !== "identity") {
      throw new WebhookError(
        "CONTENT_ENCODING_UNSUPPORTED",
        `${provider.name} does not send ${encoding.slice(0, 20)} bodies.`,
      );
    }
    const tooLarge = () => new WebhookError("BODY_TOO_LARGE", `The body is larger than maxBodyBytes, ${maxBodyBytes}.`);
    if (Number(readHeader(headers, "content-length")) > maxBodyBytes) throw tooLarge();
    const bytes = typeof body === "function" ? await body(maxBodyBytes) : toBytes(body);
    if (bytes.length > maxBodyBytes) throw tooLarge();
    return (await verifyDelivery({ method, url, headers, body: bytes }, platform)) as unknown as GenuineEvent;
  }

  async function validate(event: GenuineEvent): Promise<void> {
    const result = await schema?.["~standard"].validate(event.payload);
    if (result?.issues) {
      const paths = result.issues.slice(0, 5).map(({ path }) => path?.map(keyOfSegment).join(".") ?? "");
      throw new WebhookError(
        "SCHEMA_MISMATCH",
        `The payload does not fit the schema at: ${paths.join(", ") || "its root"}.`,
      );
    }
    if (result) event.show(result.value);
  }

  const duplicate = (event: GenuineEvent, key: string, state: "done" | "running" | "joined"): Answer => {
    tell(settings, "onDuplicate", { event, key, state });
    return { status: 200 };
  };
  const busy = (event: GenuineEvent, key: string, retryAfterMs: number): Answer => {
    duplicate(event, key, "running");
    return refusal(
      new WebhookError("EVENT_RUNNING", "This event is being handled."),
      exposeReason,
      Math.min(retryAfterMs, 30_000),
    );
  };

  async function join(
    event: GenuineEvent,
    key: string,
    flight: { answer: Promise<Answer>; joined: number },
  ): Promise<Answer> {
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

  const workOf =
    (event: GenuineEvent, platform: unknown) => (context: HandlerContext | TransactionalContext<unknown>) =>
      (handler as unknown as Handler<Record<string, unknown>, S>)(event, context as never, platform);

  /** One try to get the right to run; an answer, or for how long another run may take. */
  async function attempt(
    event: GenuineEvent,
    key: string,
    platform: unknown,
  ): Promise<Answer | { retryAfterMs: number }> {
    const work = workOf(event, platform);
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
      if (tell(settings, "onStoreError", { key, operation: "claim", error }) === "process") {
        return runClaimed(settings, UNCLAIMED, event, key, { ...UNFENCED, sent }, work);
      }
      return refusal(toStoreError(error), exposeReason);
    }
    if (claim.state === "claimed") return runClaimed(settings, claims, event, key, { ...claim, sent }, work);
    return claim.state === "done" ? duplicate(event, key, "done") : claim;
  }

  async function runOnce(event: GenuineEvent, key: string, platform: unknown): Promise<Answer> {
    const end = performance.now() + waitMs;
    for (let pause = 100; ; pause *= 2) {
      const result = await attempt(event, key, platform);
      if ("status" in result) return result;
      const left = end - performance.now();
      if (!(left > 0)) return busy(event, key, Number(result.retryAfterMs) || 1000);
      await sleep(Math.min(pause, left));
    }
  }

  async function handle(event: GenuineEvent, platform: unknown): Promise<Answer> {
    const handshake = provider.handshakes?.find(({ equals: [source, value] }) => event.at(source) === value);
    if (handshake) return answerHandshake(handshake, event);
    await validate(event);
    const key = await idempotencyKey(event, endpoint);
    keys.set(event, key);
    if (!once)
      return runClaimed(
        settings,
        UNCLAIMED,
        event,
        key,
        { ...UNFENCED, sent: performance.now() },
        workOf(event, platform),
      );
    const flight = flights.get(key);
    if (flight) return join(event, key, flight);
    const answer = runOnce(event, key, platform);
    flights.set(key, { answer, joined: 0 });
    try {
      return await answer;
    } finally {
      flights.delete(key);
    }
  }

  return {
    async receive(delivery, platform) {
      let event: GenuineEvent | undefined;
      try {
        event = await admit(delivery, platform);
        return { ...(await handle(event, platform)), event: event as never };
      } catch (error) {
        const known = error instanceof WebhookError || error instanceof WebhookConfigError;
        const ours = known ? error : new WebhookError("HANDLER_FAILED", "The delivery could not be handled.", error);
        const answer = refusal(ours, exposeReason);
        tell(settings, "onRejected", { error: ours, status: answer.status });
        return { ...answer, event: event as never };
      }
    },
    keyOf(event) {
      const key = keys.get(event) ?? idempotencyKey(event as unknown as GenuineEvent, endpoint);
      if (typeof key === "string") return key;
      throw new WebhookConfigError(
        "OPTION_INVALID",
        "Here keys take a Promise: use context.idempotencyKey of the handler.",
      );
    },
    async forget(key) {
      const { leaseMs, retainMs, storeTimeoutMs } = settings;
      const options: StoreOptions = { leaseMs, retainMs, signal: new AbortController().signal };
      return within(storeTimeoutMs, "STORE_UNAVAILABLE", store.forget(key, options));
    },
  };
}

const keyOfSegment = (segment: unknown): string =>
  String(typeof segment === "object" && segment !== null && "key" in segment ? segment.key : segment);

const UNFENCED = { fence: 0, attempt: 1 };

/** Stands in where nothing is claimed: the run is nobody else's business. */
const UNCLAIMED: IdempotencyStore = {
  claim: async () => ({ state: "done" }),
  complete: async () => true,
  release: async () => true,
  extend: async () => true,
  forget: async () => false,
};

/** The answer to a challenge whose signature holds: one bounded value, as text, or fixed JSON. */
function answerHandshake({ status = 200, text: source, json: fixed }: Handshake, event: GenuineEvent): Answer {
  if (!source) return json(status, fixed);
  const value = event.at(source);
  if (typeof value === "string" && /^[!-~]{1,512}$/.test(value)) return text(status, value);
  throw new WebhookError("HANDSHAKE_MALFORMED", "The challenge is no plain text of up to 512 characters.");
}
