import type { AnyProvider } from "../core/provider.js";
import type { AnyStore, IdempotencyStore } from "../receiver/idempotency.js";
import type { EventsWith, Handler, ReceiverOptions, StandardSchema } from "../receiver/options.js";
import { createReceiver } from "../receiver/receiver.js";
import { respond } from "./_fetch.js";
import { noticeMemoryStore } from "./_notice.js";

/**
 * A webhook endpoint as a function from `Request` to `Response`: Cloudflare Workers, Bun, Deno, SvelteKit, Astro, Remix.
 *
 * The platform, which credentials that are functions and the handler get, is the second argument where there is one (`env` of a
 * Worker), else the request. Where an argument has `waitUntil`, a client that leaves does not end the handler.
 * @param options provider, its credential, and {@link ReceiverOptions}
 * @param handler does the work, once for each event
 * @throws WebhookConfigError when the options cannot be right
 * @example
 * ```ts
 * import { webhook } from "hookonce/fetch";
 * import { stripe } from "hookonce/providers/stripe";
 *
 * interface Env {
 *   STRIPE_WEBHOOK_SECRET: string;
 * }
 *
 * export default {
 *   fetch: webhook({ provider: stripe, secret: (env: Env) => env.STRIPE_WEBHOOK_SECRET }, async (event) => {
 *     console.log(event.id, event.type);
 *   }),
 * };
 * ```
 */
export function webhook<
  P extends AnyProvider,
  S extends AnyStore = IdempotencyStore,
  Schema extends StandardSchema | undefined = undefined,
>(
  options: ReceiverOptions<P, S, Schema>,
  handler: Handler<EventsWith<P, Schema>, NoInfer<S>>,
): (request: Request, ...platform: unknown[]) => Promise<Response> {
  const receiver = createReceiver(options, handler);
  noticeMemoryStore(options);
  return (request, ...platform) => respond(receiver, options, request, platform);
}
