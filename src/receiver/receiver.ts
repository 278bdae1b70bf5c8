import { WebhookConfigError, WebhookError } from "../core/errors.js";
import type { EventOf, GenuineEvent, KeyedEvent, WebhookEvent } from "../core/event.js";
import type { AnyProvider, EventsOf } from "../core/provider.js";
import { createVerification } from "../core/verification.js";
import { toVerifier } from "../core/verify.js";
import { admit, type IncomingDelivery, validate } from "./admit.js";
import { type Answer, orText, refusal } from "./answer.js";
import { tell } from "./hooks.js";
import { type AnyStore, type IdempotencyStore, idempotencyKey, type StoreOptions } from "./idempotency.js";
import { createOnce, runUnclaimed } from "./once.js";
import type { EventsWith, Handler, ReceiverOptions, RefusalReport, StandardSchema } from "./options.js";
import type { Work } from "./run-claimed.js";
import { toSettings } from "./settings.js";
import { within } from "./store-call.js";

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
  const own = { __proto__: null, ...options } as unknown as typeof options;
  const verification = createVerification(own.provider, own);
  const settings = toSettings(own);
  const { provider, store, endpoint, exposeReason, once, each } = settings;
  const greet = provider.handshakes?.greeter(settings, own, toVerifier(verification));
  if (!settings.acceptUnsignedBody) provider.notice?.(provider);
  const runOnce = createOnce(settings);
  const keys = new WeakMap<object, string>();

  async function handle(event: KeyedEvent, platform: unknown): Promise<Answer> {
    await validate(settings, event);
    const key = await idempotencyKey(event, endpoint);
    keys.set(event, key);
    const work: Work<unknown> = (context) => handler(event as never, context as never, platform);
    return once ? runOnce(event, key, work) : runUnclaimed(settings, event, key, work);
  }

  function reject(error: unknown, delivery?: object, platform?: unknown): Answer {
    const known = error instanceof WebhookError || error instanceof WebhookConfigError;
    const ours = known ? error : new WebhookError("HANDLER_FAILED", "The delivery could not be handled.", error);
    const answer = refusal(ours, exposeReason, undefined, settings.allow);
    const report = delivery && tell(settings, "explain", { ...own, delivery, platform, error: ours });
    tell(settings, "onRejected", { error: ours, status: answer.status, report: report as RefusalReport | undefined });
    return answer;
  }

  return {
    async receive(delivery, platform) {
      let event: GenuineEvent | undefined;
      let seen: { body?: Uint8Array | undefined } | undefined;
      try {
        seen = { ...delivery, body: undefined };
        const admitted = await admit(settings, verification, greet, delivery, platform, seen);
        if (admitted instanceof Error) return reject(admitted, seen, platform);
        if ("status" in admitted) return admitted;
        event = admitted;
        const answer =
          each && provider.items
            ? await provider.items.run(
                event.items,
                each,
                (item) => handle(item as KeyedEvent, platform).catch((error) => reject(error)),
                (error) => refusal(error, exposeReason),
              )
            : await handle(event, platform);
        return { ...orText(answer, provider.success), event: event as never };
      } catch (error) {
        return { ...reject(error, seen, platform), event: event as never };
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
