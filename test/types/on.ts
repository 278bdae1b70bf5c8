import {
  createReceiver,
  type EventOf,
  type EventsOf,
  type HandlerContext,
  on,
  type Routes,
  reply,
  type TransactionalStore,
  type WebhookEvent,
} from "hookonce";
import { github } from "hookonce/providers/github";
import { slack } from "hookonce/providers/slack";
import { stripe } from "hookonce/providers/stripe";
import type Stripe from "stripe";
import { exact } from "./exact.js";

const secret = "whsec_1";
const typed = stripe.typed<Stripe.Event>();

// Each route has the payload of its type; `default` has all of them.
createReceiver(
  { provider: typed, secret },
  on({
    "invoice.paid": (event, context) => {
      exact<WebhookEvent<"invoice.paid", Stripe.InvoicePaidEvent>>()(event);
      exact<HandlerContext>()(context);
    },
    "customer.created": async ({ payload }) => exact<Stripe.Customer>()(payload.data.object),
    default: (event) => {
      exact<Stripe.Event["type"]>()(event.type);
      if (event.type === "invoice.paid") exact<Stripe.Invoice>()(event.payload.data.object);
      return reply(202);
    },
  }),
);
createReceiver({ provider: typed, secret }, on({ "invoice.paid": () => {} }));
// @ts-expect-error the type is misspelt
createReceiver({ provider: typed, secret }, on({ "invoice.piad": () => {} }));
// @ts-expect-error so it is beside one that is not
createReceiver({ provider: typed, secret }, on({ "invoice.paid": () => {}, "invoice.piad": () => {} }));
createReceiver({ provider: typed, secret }, on({ default: () => {} }));
// @ts-expect-error default is misspelt
createReceiver({ provider: typed, secret }, on({ defualt: () => {} }));
// @ts-expect-error a route is a function
createReceiver({ provider: typed, secret }, on({ "invoice.paid": "log" }));
createReceiver({ provider: typed, secret }, on({ "invoice.paid": (event) => event.payload.data.object.total }));
// @ts-expect-error an invoice has no email
createReceiver({ provider: typed, secret }, on({ "invoice.paid": (event) => event.payload.data.object.email }));
// @ts-expect-error nor is any payload another type's
createReceiver({ provider: typed, secret }, on({ default: (event) => event.payload.data.object.email }));

// A map.
interface EventPayloadMap {
  push: { ref: string };
  issues: { action: "opened" | "closed" };
}
const hub = github.typed<EventPayloadMap>();
createReceiver({ provider: hub, secret }, on({ push: (event) => exact<{ ref: string }>()(event.payload) }));
// @ts-expect-error the map holds no such type
createReceiver({ provider: hub, secret }, on({ pusch: () => {} }));

// Without types any name will do, and nothing is said about the payload.
createReceiver(
  { provider: slack, secret },
  on({
    anything: (event, context) => {
      exact<unknown>()(event.payload);
      exact<string>()(event.type);
      exact<HandlerContext>()(context);
      // @ts-expect-error nobody has said what is in it
      event.payload.text;
    },
    default: (event) => exact<WebhookEvent>()(event),
  }),
);

// The context is the store's.
declare const store: TransactionalStore<{ query(text: string): Promise<void> }>;
createReceiver(
  { provider: hub, secret, store },
  on({
    push: (event, { transaction }) => transaction.query(event.payload.ref),
    // @ts-expect-error a transaction has no fence
    issues: (_event, { fence }) => fence,
    default: (event, context) => context.transaction.query(event.id),
  }),
);
// @ts-expect-error without such a store there is no transaction
createReceiver({ provider: hub, secret }, on({ push: (_event, { transaction }) => transaction }));
createReceiver({ provider: hub, secret }, on({ push: (_event, { fence }) => fence }));

// By itself: any event, or those that are named; a table may be written before.
const log = on({ "invoice.paid": (event) => exact<WebhookEvent>()(event) });
createReceiver({ provider: stripe, secret }, log);
createReceiver({ provider: typed, secret }, log);
const routes: Routes<EventsOf<typeof hub>, HandlerContext> = { push: (event) => exact<string>()(event.payload.ref) };
const pushes = on<EventOf<EventsOf<typeof hub>>>(routes);
createReceiver({ provider: hub, secret }, pushes);
createReceiver({ provider: hub, secret }, on(routes));
// @ts-expect-error its events are not those of Stripe
createReceiver({ provider: typed, secret }, pushes);
// @ts-expect-error nor do untyped events have its payloads
createReceiver({ provider: github, secret }, pushes);
// @ts-expect-error routes are not left out
on();
