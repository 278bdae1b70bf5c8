import type { AnyProvider } from "../core/provider.js";
import type { AnyStore, IdempotencyStore } from "../receiver/idempotency.js";
import type { EventsWith, Handler, ReceiverOptions, StandardSchema } from "../receiver/options.js";
import { createReceiver, type Receiver } from "../receiver/receiver.js";
import { respond } from "./_fetch.js";
import { noticeMemoryStore } from "./_notice.js";

/**
 * A route handler of Next.js (App Router, Node.js and edge runtime). Next.js evaluates routes while it builds, where secrets are
 * not set: so options are looked at when the first request comes, and what is wrong with them is printed and answered 500.
 *
 * The platform, which credentials that are functions and the handler get, is the request. Its URL is the server's own, not the one
 * that the sender called: providers that sign the URL need `publicUrl`.
 * @param options provider, its credential, and {@link ReceiverOptions}
 * @param handler does the work, once for each event
 * @example
 * ```ts
 * // app/webhooks/stripe/route.ts
 * import { fromEnv } from "hookonce";
 * import { webhook } from "hookonce/next";
 * import { stripe } from "hookonce/providers/stripe";
 *
 * export const POST = webhook({ provider: stripe, secret: fromEnv("STRIPE_WEBHOOK_SECRET") }, async (event) => {
 *   console.log(event.id, event.type);
 * });
 * ```
 */
export function webhook<
  P extends AnyProvider,
  S extends AnyStore = IdempotencyStore,
  Schema extends StandardSchema | undefined = undefined,
>(
  options: ReceiverOptions<P, S, Schema>,
  handler: Handler<EventsWith<P, Schema>, NoInfer<S>, Request>,
): (request: Request) => Promise<Response> {
  let build = (): Receiver<P> | undefined => {
    let receiver: Receiver<P> | undefined;
    try {
      receiver = createReceiver(options, handler);
      noticeMemoryStore(options);
    } catch (error) {
      console.error(error);
    }
    build = () => receiver;
    return receiver;
  };
  return async (request) => {
    const receiver = build();
    return receiver ? respond(receiver, options, request, []) : new Response("Internal Server Error", { status: 500 });
  };
}
