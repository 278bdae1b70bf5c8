import {
  type AnyProvider,
  type ContextOf,
  computeSignature,
  createReceiver,
  createVerifier,
  type Delivery,
  type EventMap,
  type EventOf,
  type EventsOf,
  fromBody,
  fromEnv,
  type Hooks,
  type IdempotencyStore,
  memoryStore,
  type NeedsOf,
  type NeedsSecret,
  on,
  parseSignatureHeader,
  type Receiver,
  type Signed,
  type Verifier,
  verify,
  type WebhookConfigError,
  type WebhookError,
  type WebhookEvent,
} from "hookonce";
import { discord } from "hookonce/providers/discord";
import { stripe } from "hookonce/providers/stripe";
import { exact } from "./exact.js";

declare const delivery: Delivery;
const secret = "whsec_1";

// An event of a provider without types.
const event = await verify(stripe, delivery, { secret });
exact<WebhookEvent<string, unknown>>()(event);
exact<unknown>()(event.payload);
exact<string>()(event.id);
exact<string>()(event.type);
exact<string>()(event.provider);
exact<Uint8Array>()(event.body);
exact<number | undefined>()(event.timestampMs);
exact<string | undefined>()(event.secretId);
exact<Signed>()(event.signed);
exact<boolean>()(event.signed.id);
// @ts-expect-error unknown has to be looked at first
event.payload.data;
// @ts-expect-error an event is only read
event.id = "evt_2";
exact<WebhookEvent<string, unknown>>()(await createVerifier(discord, { publicKey: "ab" })(delivery));
createReceiver({ provider: stripe, secret }, (received, context) => {
  exact<WebhookEvent<string, unknown>>()(received);
  exact<string>()(context.idempotencyKey);
  // @ts-expect-error a context has no such member
  context.env;
});

// What is derived from a provider.
exact<NeedsSecret>()({} as NeedsOf<typeof stripe>);
exact<EventMap>()({} as EventsOf<typeof stripe>);
exact<Record<string, unknown>>()({} as EventMap);
exact<"stripe">()(stripe.id);
exact<string>()(stripe.docs);
exact<ContextOf<IdempotencyStore>["fence"]>()(1 as number);
exact<IdempotencyStore>()(memoryStore());
exact<string>()(fromEnv("A")());
exact<string>()(fromBody("id").path);
exact<Uint8Array>()(await computeSignature(stripe.scheme, secret, {}));
exact<Readonly<Record<string, string>>>()(parseSignatureHeader(stripe.scheme, delivery).fields);

// A provider of which nothing is known has events of which nothing is known.
declare const some: AnyProvider;
exact<EventMap>()({} as EventsOf<AnyProvider>);
exact<WebhookEvent<string, unknown>>()(await createVerifier(some, {})(delivery));
exact<WebhookEvent<string, unknown>>()({} as EventOf<EventsOf<AnyProvider>>);
const receivers = new Map<string, Receiver<AnyProvider>>();
receivers.set(
  "stripe",
  createReceiver({ provider: stripe, secret }, () => {}),
);
receivers.set("discord", createReceiver({ provider: discord, publicKey: "ab" }, on({ 2: () => {} })));
const answer = await receivers.get("stripe")?.receive(delivery);
exact<WebhookEvent<string, unknown> | undefined>()(answer?.event);

const verifiers = new Map<string, Verifier<AnyProvider>>();
verifiers.set("stripe", createVerifier(stripe.typed<{ type: "a" }>(), { secret }));
exact<WebhookEvent<string, unknown> | undefined>()(await verifiers.get("stripe")?.(delivery));

// Hooks.
export const hooks: Hooks = {
  onHandled: (info) => {
    exact<WebhookEvent>()(info.event);
    exact<string>()(info.key);
    exact<number>()(info.durationMs);
  },
  onDuplicate: (info) => exact<"done" | "running" | "joined">()(info.state),
  onRejected: (info) => exact<WebhookError | WebhookConfigError>()(info.error),
  onFailed: (info) => exact<unknown>()(info.error),
  onStoreError: (info) => exact<unknown>()(info.error),
  onCompletionLost: (info) => exact<"lost" | "unreachable">()(info.reason),
};
createReceiver({ provider: stripe, secret, ...hooks, onStoreError: "process" }, () => {});
// @ts-expect-error there is one word that a hook can be
createReceiver({ provider: stripe, secret, onStoreError: "ignore" }, () => {});
// @ts-expect-error there is no such hook
createReceiver({ provider: stripe, secret, onHandeld: () => {} }, () => {});
