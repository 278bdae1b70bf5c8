import {
  createReceiver,
  createVerifier,
  type Delivery,
  defineProvider,
  type EventOf,
  type EventsOf,
  fromBody,
  verify,
  type WebhookEvent,
} from "hookonce";
import { discord } from "hookonce/providers/discord";
import { github } from "hookonce/providers/github";
import { shopify } from "hookonce/providers/shopify";
import { slack } from "hookonce/providers/slack";
import { standardWebhooks } from "hookonce/providers/standard-webhooks";
import { stripe } from "hookonce/providers/stripe";
import { telegram } from "hookonce/providers/telegram";
import type Stripe from "stripe";
import { exact } from "./exact.js";

declare const delivery: Delivery;
const secret = "whsec_1";
const typed = stripe.typed<Stripe.Event>();

function byType(event: EventOf<EventsOf<typeof typed>>): unknown {
  exact<string>()(event.id);
  exact<Stripe.Event["type"]>()(event.type);
  switch (event.type) {
    case "invoice.paid":
      exact<Stripe.InvoicePaidEvent>()(event.payload);
      return exact<Stripe.Invoice>()(event.payload.data.object);
    case "customer.created":
      // @ts-expect-error a customer is no invoice
      exact<Stripe.Invoice>()(event.payload.data.object);
      return exact<Stripe.Customer>()(event.payload.data.object);
    // @ts-expect-error no event of Stripe is called that
    case "invoice.piad":
      return;
    default:
      return event.payload.created;
  }
}

// The union of Stripe's own package, wherever an event comes out.
byType(await verify(typed, delivery, { secret }));
byType(await createVerifier(typed, { secret })(delivery));
const receiver = createReceiver({ provider: typed, secret }, (event) => byType(event));
createReceiver({ provider: typed, secret }, byType);
createReceiver({ provider: typed, secret }, ({ type, payload }) => {
  if (type === "invoice.paid") exact<Stripe.InvoicePaidEvent>()(payload);
});
const { event } = await receiver.receive({ headers: {}, body: "" });
if (event) byType(event);
// @ts-expect-error there is no event when the delivery was refused
byType(event);
// @ts-expect-error an untyped event does not say which payload it has
byType(await verify(stripe, delivery, { secret }));

// A type does not change what must be given.
createVerifier(typed, { secret: process.env.STRIPE_WEBHOOK_SECRET });
// @ts-expect-error the secret is missing
createVerifier(typed, {});
exact<"stripe">()(typed.id);

// A map, where the type stands in a header.
interface EventPayloadMap {
  push: { ref: string };
  issues: { action: "opened" | "closed" };
}
const hub = github.typed<EventPayloadMap>();
const hubEvent = await verify(hub, delivery, { secret });
exact<WebhookEvent<"push", { ref: string }> | WebhookEvent<"issues", { action: "opened" | "closed" }>>()(hubEvent);
if (hubEvent.type === "push") {
  exact<string>()(hubEvent.payload.ref);
  // @ts-expect-error a push has no action
  hubEvent.payload.action;
}
// @ts-expect-error the map holds no such type
hubEvent.type === "pull_request";
// @ts-expect-error no payload is known before the type is
hubEvent.payload.ref;
const order = await verify(shopify.typed<{ "orders/create": { total: string } }>(), delivery, { secret });
exact<WebhookEvent<"orders/create", { total: string }>>()(order);

// A union of one's own.
interface Created {
  readonly type: "user.created";
  readonly data: { readonly email: string };
}
interface Deleted {
  readonly type: "user.deleted";
  readonly data: { readonly id: string };
}
const user = await verify(standardWebhooks.typed<Created | Deleted>(), delivery, { secret });
exact<WebhookEvent<"user.created", Created> | WebhookEvent<"user.deleted", Deleted>>()(user);

// A number in the body is text as `event.type`: so it is in its type.
enum Interaction {
  Command = 2,
  Component = 3,
}
type Command = { type: Interaction.Command; data: { name: string } };
type Component = { type: 3; data: { custom_id: string } };
const interaction = await verify(discord.typed<Command | Component>(), delivery, { publicKey: "ab" });
exact<WebhookEvent<"2", Command> | WebhookEvent<"3", Component>>()(interaction);
// @ts-expect-error the type of an event is text
interaction.type === 2;

// Slack's type is that of the inner event, else that of the delivery.
type Message = { type: "event_callback"; event: { type: "message"; text: string } };
type Limited = { type: "app_rate_limited"; minute_rate_limited: number };
const said = await verify(slack.typed<Message | Limited>(), delivery, { secret });
exact<WebhookEvent<"message", Message> | WebhookEvent<"app_rate_limited", Limited>>()(said);

// So it is in an envelope around a union, at any depth: each of its contents has an envelope of its own.
type Mention = { type: "app_mention"; channel: string };
type Reaction = { type: "reaction_added" | "reaction_removed"; reaction: string };
type Envelope<Inner> = { readonly type: "event_callback"; team_id?: string; event: Inner };
const inside = await verify(slack.typed<Envelope<Mention | Reaction> | Limited>(), delivery, { secret });
exact<
  | WebhookEvent<"app_mention", Envelope<Mention>>
  | WebhookEvent<"reaction_added", Envelope<Reaction>>
  | WebhookEvent<"reaction_removed", Envelope<Reaction>>
  | WebhookEvent<"app_rate_limited", Limited>
>()(inside);
if (inside.type === "app_mention") {
  exact<string>()(inside.payload.event.channel);
  // @ts-expect-error a mention is no reaction
  inside.payload.event.reaction;
}
// @ts-expect-error the type is that of what is inside
inside.type === "event_callback";
const deep = defineProvider({
  id: "deep",
  name: "Deep",
  docs: "https://deep.example",
  checked: "2026-11",
  scheme: stripe.scheme,
  eventType: fromBody("data.event.kind"),
});
type Deep<Inner> = { at: string; data: { event: Inner } };
const deepest = await verify(deep.typed<Deep<{ kind: "a"; a: 1 } | { kind: "b"; b: 2 }>>(), delivery, { secret });
exact<WebhookEvent<"a", Deep<{ kind: "a"; a: 1 }>> | WebhookEvent<"b", Deep<{ kind: "b"; b: 2 }>>>()(deepest);
const vague = await verify(slack.typed<Envelope<Mention | { type: string }>>(), delivery, { secret });
exact<WebhookEvent<string, Envelope<Mention | { type: string }>>>()(vague);

// The values of an enum are text, and so are the types.
enum Kind {
  Paid = "invoice.paid",
  Failed = "invoice.failed",
}
type Paid = { type: Kind.Paid; paid: true };
type Failed = { type: Kind.Failed; paid: false };
const invoice = await verify(stripe.typed<Paid | Failed>(), delivery, { secret });
exact<WebhookEvent<"invoice.paid", Paid> | WebhookEvent<"invoice.failed", Failed>>()(invoice);
if (invoice.type === "invoice.paid") exact<true>()(invoice.payload.paid);
// @ts-expect-error an enum has no other values
invoice.type === "invoice.piad";

// Payloads that have no literal type are the payload of every event, and one among others makes all of them so.
const update = await verify(telegram.typed<{ update_id: number }>(), delivery, { secret });
exact<WebhookEvent<string, { update_id: number }>>()(update);
const mixed = await verify(stripe.typed<Created | { type: string; more: 1 }>(), delivery, { secret });
exact<WebhookEvent<string, Created | { type: string; more: 1 }>>()(mixed);
const optional = await verify(stripe.typed<Created | { type?: "b" }>(), delivery, { secret });
exact<WebhookEvent<string, Created | { type?: "b" }>>()(optional);
