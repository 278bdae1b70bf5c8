/**
 * A user's file, compiled against the packed package by each TypeScript that we support: with the DOM's types and without
 * @types/node, or the other way round. So it names nothing that only one of them has, such as `CryptoKey`.
 */
import {
  type AnyProvider,
  basic,
  type Claim,
  computeSignature,
  createReceiver,
  createVerifier,
  defineProvider,
  type EventOf,
  type EventsOf,
  fromBody,
  fromEnv,
  fromHeader,
  type HandlerContext,
  hmac,
  type IdempotencyStore,
  on,
  parseSignatureHeader,
  type Receiver,
  reply,
  type StandardSchema,
  type TransactionalContext,
  type TransactionalStore,
  verify,
  type WebhookEvent,
} from "hookonce";
import { webhook } from "hookonce/fetch";
import { discord } from "hookonce/providers/discord";
import { github } from "hookonce/providers/github";
import { stripe } from "hookonce/providers/stripe";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function exact<Want>(): <Got>(value: Got, ...wrong: Equal<Want, Got> extends true ? [] : [Want]) => void;

declare const process: { readonly env: Record<string, string | undefined> };
declare const request: Request;
declare const key: Awaited<ReturnType<typeof crypto.subtle.importKey>>;
const secret = process.env.STRIPE_WEBHOOK_SECRET;
const delivery = { headers: request.headers, body: "{}" };

// Credentials follow from the scheme.
createVerifier(stripe, { secret });
createVerifier(stripe, { secret: [secret, new Uint8Array(), { id: "new", value: "whsec_1" }, undefined] });
createVerifier(stripe, { secret: fromEnv("STRIPE_WEBHOOK_SECRET") });
createVerifier(discord, { publicKey: key });
// @ts-expect-error a number is no public key
createVerifier(discord, { publicKey: 123 });
// @ts-expect-error Discord needs a public key
createVerifier(discord, {});
// @ts-expect-error Discord shows no secret
createVerifier(discord, { secret });
// @ts-expect-error null is no secret
createVerifier(stripe, { secret: null });
const old = defineProvider({
  id: "old",
  name: "Old",
  docs: "https://old.example",
  checked: "2026-11",
  scheme: basic(),
});
createVerifier(old, { username: "u", password: secret });
// @ts-expect-error the password is missing
createVerifier(old, { username: "u" });
// @ts-expect-error the name of a provider is none
verify("stripe", delivery, { secret });
// @ts-expect-error nor is it one here
createReceiver({ provider: "stripe", secret }, () => {});

// Events.
type Paid = { type: "invoice.paid"; amount: number };
type Created = { type: "customer.created"; email: string };
const typed = stripe.typed<Paid | Created>();
type Event = EventOf<EventsOf<typeof typed>>;
function amount(event: Event): number {
  exact<WebhookEvent<"invoice.paid", Paid> | WebhookEvent<"customer.created", Created>>()(event);
  switch (event.type) {
    case "invoice.paid":
      return event.payload.amount;
    case "customer.created":
      // @ts-expect-error a customer has no amount
      return event.payload.amount;
  }
}
verify(typed, delivery, { secret }).then(amount);
verify(stripe, delivery, { secret }).then((event) => exact<unknown>()(event.payload));
// @ts-expect-error nobody has said what its payload is
verify(stripe, delivery, { secret }).then(amount);
const receiver = createReceiver({ provider: typed, secret }, amount);
receiver.receive(delivery).then((answer) => exact<Event | undefined>()(answer.event));
export const receivers: Receiver<AnyProvider>[] = [receiver];

// Routes.
const hub = github.typed<{ push: { ref: string }; ping: { zen: string } }>();
createReceiver(
  { provider: hub, secret },
  on({
    push: (event, context) => {
      exact<WebhookEvent<"push", { ref: string }>>()(event);
      exact<HandlerContext>()(context);
    },
    default: (event) => exact<"push" | "ping">()(event.type),
  }),
);
// @ts-expect-error the map holds no such type
createReceiver({ provider: hub, secret }, on({ pusch: () => {} }));
createReceiver({ provider: github, secret }, on({ anything: (event) => exact<unknown>()(event.payload) }));

// Stores.
interface Client {
  query(text: string): Promise<number>;
}
declare const transactions: TransactionalStore<Client>;
createReceiver({ provider: hub, secret, store: transactions }, (_event, context) => {
  exact<TransactionalContext<Client>>()(context);
  // @ts-expect-error a transaction needs no fence
  context.fence;
});
// @ts-expect-error without such a store there is no transaction
createReceiver({ provider: hub, secret }, (_event, { transaction }) => transaction);
class NoExtend {
  claim = async (): Promise<Claim> => ({ state: "done" });
  complete = async () => true;
  release = async () => true;
  forget = async () => true;
}
// @ts-expect-error a store that lacks an operation is none
createReceiver({ provider: hub, secret, store: new NoExtend() }, () => {});
class Own extends NoExtend implements IdempotencyStore {
  extend = async () => true;
}
createReceiver({ provider: hub, secret, store: new Own() }, (_event, context) => exact<HandlerContext>()(context));

// A schema, an adapter, a provider of one's own.
declare const schema: StandardSchema<{ at: Date }>;
createReceiver({ provider: stripe, secret, schema }, (event) => exact<{ at: Date }>()(event.payload));
const answer: (request: Request) => Promise<Response> = webhook({ provider: hub, secret, schema }, () => reply(202));
export default { fetch: (incoming: Request) => answer(incoming) };
export const acme = defineProvider({
  id: "acme",
  name: "Acme",
  docs: "https://acme.example/docs/webhooks",
  checked: "2026-11",
  scheme: hmac({ hash: "sha256", header: "x-acme", format: "{signature}", encoding: "hex", signs: "{body}" }),
  eventId: [fromHeader("x-acme-id"), fromBody("id")],
  eventType: fromBody("event.name"),
});
exact<"acme">()(acme.id);
createVerifier(acme.typed<{ event: { name: "a" } }>(), { secret })(delivery).then(({ type }) => exact<"a">()(type));
computeSignature(acme.scheme, "s", { body: "{}" }).then((bytes) => exact<number>()(bytes.length));
// @ts-expect-error only Discord can sign for Discord
computeSignature(discord.scheme, "s", { body: "{}" });
exact<number | undefined>()(parseSignatureHeader(discord.scheme, delivery).timestampMs);
