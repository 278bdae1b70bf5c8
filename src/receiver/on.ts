import type { EventOf, WebhookEvent } from "../core/event.js";
import type { HandlerContext } from "./options.js";

/** Handlers by event type. */
export type Routes<Events, Context> = {
  readonly [K in keyof Events & string]?: (event: WebhookEvent<K, Events[K]>, context: Context) => unknown;
} & {
  /** Takes every event that has no handler of its own. */
  readonly default?: (event: EventOf<Events>, context: Context) => unknown;
};

/** The map behind a union of events: a union can be inferred from the handler that is wanted, a map cannot. */
type MapOf<Event extends WebhookEvent> = { [E in Event as E["type"]]: E["payload"] };

/**
 * A handler that calls the one for the event's type; `default` takes the rest. An event without a handler is done: it is
 * answered 200 and never runs again.
 * @param routes handlers by type
 * @example
 * ```ts
 * import { createReceiver, on } from "hookonce";
 * import { stripe } from "hookonce/providers/stripe";
 *
 * createReceiver(
 *   { provider: stripe, secret: "whsec_5Jb1dQ0nYxkq2" },
 *   on({
 *     "invoice.paid": (event) => console.log("paid", event.id),
 *     default: (event) => console.log("not used", event.type),
 *   }),
 * );
 * ```
 */
export function on<Event extends WebhookEvent, Context = HandlerContext>(
  routes: NoInfer<Routes<MapOf<Event>, Context>>,
): (event: Event, context: Context) => unknown {
  const handlers = routes as Record<string, ((event: unknown, context: Context) => unknown) | undefined>;
  return (event, context) => {
    const { type } = event;
    const handler = Object.hasOwn(handlers, type) ? handlers[type] : undefined;
    return (handler ?? (Object.hasOwn(handlers, "default") ? handlers.default : undefined))?.(event, context);
  };
}
